package dev.preceptor.vqa.judge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement as it may stand in Fig. 1's prompt. Policies write statements and learn what pleases
 * a judge, so theirs must not pass for the prompt's own text: a line that begins as one of the
 * prompt's does is put at the end of the line before it, and what models read as the end of a text
 * or of a turn is broken by a space. No word is changed, and a statement without any of this stays
 * as it is.
 */
final class QuotedStatement {

  /** What the prompt's own lines begin with after the statement's place has begun. */
  private static final List<String> FRAME = List.of("answer", "given statement");

  /** What the longest of {@link #FRAME} and the signs before it can take. */
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

  /** In time linear in the statement's length, whatever its lines are. */
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
   * The lines that are put at the end of the line before them. One without letters that takes such
   * a line in begins as that does, and so is moved too.
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

  /** Where a line's first letter stands; its length if it has none. */
  private static int firstLetter(String line) {
    int at = 0;
    while (at < line.length() && !Character.isLetter(line.codePointAt(at))) {
      at += Character.charCount(line.codePointAt(at));
    }
    return at;
  }
}
