package dev.preceptor.vqa.grading;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands around an answer without being part of it: words that announce it ({@code The answer
 * is B}, {@code Answer: B}, {@code Option B}), LaTeX ({@code \boxed{B}}, {@code $B$}, {@code
 * \text{B}}) and the dash of a list item ({@code - B}).
 */
final class AnswerWrapping {

  /** Most layers that are removed from a text. */
  static final int MAX_LAYERS = 6;

  /**
   * Emphasis may end within the words: {@code **Answer:** B}. The expression cannot backtrack far.
   */
  private static final Pattern WORDS =
      Pattern.compile(
          "[*_]{0,3}(?:(?:the|my) )?(?:(?:final|correct|right|best) )?(?:answer|option|choice)\\b"
              + "(?: is)?[*_]{0,3} ?(?:[:：][*_]{0,3})? ?"
              + "|答案[是为為]? ?[:：]? ?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LATEX =
      Pattern.compile(
          "\\\\(?:boxed|fbox|text|textbf|textit|textrm|mathrm|mathbf|mathit|emph) ?\\{(.*)\\}");

  private static final Pattern ITEM = Pattern.compile("(?:\\p{Pd}|−) (?=\\p{L}|\\p{P})(.*)");

  private AnswerWrapping() {}

  /**
   * The text without its outermost layer; empty if it has none.
   *
   * @param text on one line
   */
  static Optional<String> within(String text) {
    Matcher item = ITEM.matcher(text);
    if (item.matches()) {
      return Optional.of(item.group(1));
    }
    Matcher words = WORDS.matcher(text);
    if (words.lookingAt()) {
      return Optional.of(text.substring(words.end()).strip()).filter(rest -> !rest.isEmpty());
    }
    return latex(withoutStop(text)).map(String::strip).filter(inner -> !inner.isEmpty());
  }

  /** The text without any of its layers. */
  static String innermost(String text) {
    String inner = text;
    for (int i = 0; i < MAX_LAYERS; i++) {
      Optional<String> next = within(inner);
      if (next.isEmpty()) {
        break;
      }
      inner = next.get();
    }
    return inner;
  }

  private static Optional<String> latex(String text) {
    for (String[] around :
        new String[][] {{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}}) {
      if (text.length() > around[0].length() + around[1].length()
          && text.startsWith(around[0])
          && text.endsWith(around[1])) {
        String inner = text.substring(around[0].length(), text.length() - around[1].length());
        return inner.indexOf('$') < 0 ? Optional.of(inner) : Optional.empty();
      }
    }
    Matcher command = LATEX.matcher(text);
    return command.matches() && isBalanced(command.group(1))
        ? Optional.of(command.group(1))
        : Optional.empty();
  }

  /** Whether no brace closes that was not opened within. */
  private static boolean isBalanced(String text) {
    int open = 0;
    for (int i = 0; i < text.length() && open >= 0; i++) {
      open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
    }
    return open == 0;
  }

  private static String withoutStop(String text) {
    int end = text.length();
    while (end > 0 && (Signs.isPunctuation(text.charAt(end - 1)) || text.charAt(end - 1) == ' ')) {
      end--;
    }
    return end > 0 && text.charAt(end - 1) == '\\' ? text : text.substring(0, end);
  }
}
