package dev.preceptor.vqa.judge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a text that a policy wrote safe to insert into a prompt that decides what the policy is
 * worth. It must not be able to imitate the prompt: a line that begins like one of the prompt's
 * lines is joined to the line before it, and control tokens (end of text, end of turn) are broken
 * up by a space. No word is changed, and other texts stay as they are.
 *
 * @param frame the beginnings of the prompt's lines from the text on, in lower case
 */
public record QuotedText(List<String> frame) {

  /** Most characters of a line that are compared with the frame. */
  private static final int LOOKED_AT = 48;

  private static final Pattern LINES = Pattern.compile("\\R");

  private static final Pattern CONTROL =
      Pattern.compile(
          "<(?=\\||/?s>|/?(?:pad|unk|mask|bos|eos|start_of_turn|end_of_turn)>|<SYS>>|</SYS>>)"
              + "|\\[(?=/?INST\\])",
          Pattern.CASE_INSENSITIVE);

  public QuotedText {
    frame = List.copyOf(frame);
  }

  /** The text as it can stand in the prompt. */
  public String of(String text) {
    return broken(inOneFrame(text));
  }

  private static String broken(String statement) {
    return CONTROL.matcher(statement).replaceAll("$0 ");
  }

  /** Joins lines that imitate the prompt to the line before. Takes linear time. */
  private String inOneFrame(String statement) {
    List<String> lines = new ArrayList<>();
    List<String> breaks = new ArrayList<>();
    Matcher found = LINES.matcher(statement);
    int at = 0;
    while (found.find()) {
      lines.add(statement.substring(at, found.start()));
      breaks.add(found.group());
      at = found.end();
    }
    lines.add(statement.substring(at));
    BitSet moved = moved(lines);
    StringBuilder out = new StringBuilder(statement.length());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (moved.get(i)) {
        String words = line.strip();
        out.append(words.isEmpty() ? "" : " ").append(words);
      } else {
        out.append(i == 0 ? "" : breaks.get(i - 1));
        out.append(moved.get(i + 1) ? line.stripTrailing() : line);
      }
    }
    return out.toString();
  }

  /**
   * The lines that are joined to the line before them. A line without letters to which such a line
   * is joined would begin like it, so it is joined too.
   */
  private BitSet moved(List<String> lines) {
    BitSet moved = new BitSet(lines.size());
    for (int i = lines.size() - 1; i > 0; i--) {
      String line = lines.get(i);
      moved.set(i, isFrame(line) || moved.get(i + 1) && firstLetter(line) == line.length());
    }
    return moved;
  }

  private boolean isFrame(String line) {
    int start = firstLetter(line);
    String looked =
        Normalizer.normalize(
                line.substring(start, Math.min(line.length(), start + LOOKED_AT)),
                Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT);
    return frame.stream()
        .anyMatch(
            words ->
                looked.startsWith(words)
                    && (looked.length() == words.length()
                        || !Character.isLetter(looked.charAt(words.length()))));
  }

  /** The index of a line's first letter; the line's length if it has none. */
  private static int firstLetter(String line) {
    int at = 0;
    while (at < line.length() && !Character.isLetter(line.codePointAt(at))) {
      at += Character.charCount(line.codePointAt(at));
    }
    return at;
  }
}
