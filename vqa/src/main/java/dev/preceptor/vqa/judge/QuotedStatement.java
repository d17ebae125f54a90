package dev.preceptor.vqa.judge;

import java.text.Normalizer;
import java.util.ArrayList;
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

  /** From the last line to the first, since a line that takes another in may become such a line. */
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
    StringBuilder out = new StringBuilder();
    String line = statement.substring(at);
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (isFrame(line)) {
        line = lines.get(i).stripTrailing() + " " + line.strip();
      } else {
        out.insert(0, breaks.get(i) + line);
        line = lines.get(i);
      }
    }
    return out.insert(0, line).toString();
  }

  private static boolean isFrame(String line) {
    int start = 0;
    while (start < line.length() && !Character.isLetter(line.codePointAt(start))) {
      start += Character.charCount(line.codePointAt(start));
    }
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
}
