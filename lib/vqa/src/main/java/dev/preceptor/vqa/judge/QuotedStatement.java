package dev.preceptor.vqa.judge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a statement safe to insert into the prompt of the paper's Fig. 1. Policies write the
 * statements and are rewarded by the judge, so a statement must not be able to imitate the prompt:
 * a line that begins like one of the prompt's lines is joined to the line before it, and control
 * tokens (end of text, end of turn) are broken up by a space. No word is changed, and other
 * statements stay as they are.
 */
final class QuotedStatement {

  /** The beginnings of the prompt's lines from the statement on. */
  private static final List<String> FRAME = List.of("answer", "given statement");

  /** Most characters of a line that are compared with {@link #FRAME}. */
  private static final int LOOKED_AT = 48;

  private static final Pattern LINES = Pattern.compile("\\R");

  private static final Pattern CONTROL =
      Pattern.compile(
          "<(?=\\||/?s>|/?(?:pad|unk|mask|bos|eos|start_of_turn|end_of_turn)>|<SYS>>|</SYS>>)"
              + "|\\[(?=/?INST\\])",
          Pattern.CASE_INSENSITIVE);

  private QuotedStatement() {}

  static String of(String statement) {
    return broken(inOneFrame(statement));
  }

  private static String broken(String statement) {
    return CONTROL.matcher(statement).replaceAll("$0 ");
  }

  /** Joins lines that imitate the prompt to the line before. Takes linear time. */
  private static String inOneFrame(String statement) {
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
  private static BitSet moved(List<String> lines) {
    BitSet moved = new BitSet(lines.size());
    for (int i = lines.size() - 1; i > 0; i--) {
      String line = lines.get(i);
      moved.set(i, isFrame(line) || moved.get(i + 1) && firstLetter(line) == line.length());
    }
    return moved;
  }

  private static boolean isFrame(String line) {
    int start = firstLetter(line);
    String looked =
        Normalizer.normalize(
                line.substring(start, Math.min(line.length(), start + LOOKED_AT)),
                Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT);
    return FRAME.stream()
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
