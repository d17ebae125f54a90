package dev.preceptor.vqa.grading;

import java.text.Normalizer;
import java.util.Locale;

/** Forms of a choice's text: cleaned, without its letter, and canonical for comparison. */
public final class ChoiceText {

  private ChoiceText() {}

  /**
   * A text on one line: runs of white space, line breaks, {@code \xa0} and control characters
   * become one space, invisible characters are removed, and the text is trimmed.
   */
  public static String clean(String written) {
    StringBuilder line = new StringBuilder(written.length());
    boolean gap = false;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (isSpace(c) || Character.isISOControl(c)) {
        gap = !line.isEmpty();
      } else if (!isInvisible(c)) {
        if (gap) {
          line.append(' ');
          gap = false;
        }
        line.append(c);
      }
    }
    return line.toString();
  }

  /**
   * The text of a choice published as {@code " B:Focal uptake "}: cleaned, and without the leading
   * letter and colon if the letter is this choice's own. {@code "A vertebra"} and, as choice C,
   * {@code "B: cells"} stay as they are.
   */
  public static String withoutLetter(char letter, String written) {
    String text = clean(written);
    if (text.isEmpty() || text.charAt(0) != letter) {
      return text;
    }
    int colon = text.startsWith(" ", 1) ? 2 : 1;
    boolean own = colon < text.length() && isColon(text.charAt(colon));
    return own ? text.substring(colon + 1).strip() : text;
  }

  /**
   * The form in which answers are compared: Unicode NFKC, case-folded, cleaned, without final full
   * stops. Two texts with the same canonical form are the same answer.
   */
  public static String canonical(String text) {
    String folded = clean(Normalizer.normalize(text, Normalizer.Form.NFKC));
    folded = folded.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    folded = clean(Normalizer.normalize(folded, Normalizer.Form.NFKC));
    int end = folded.length();
    while (end > 0 && (folded.charAt(end - 1) == '.' || folded.charAt(end - 1) == ' ')) {
      end--;
    }
    return end == 0 ? folded : folded.substring(0, end);
  }

  private static boolean isColon(char c) {
    return c == ':' || c == '\uff1a';
  }

  static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Characters that only control line breaks or joining. */
  private static boolean isInvisible(char c) {
    return c == '\u00ad' || c == '\u2060' || c == '\ufeff' || (c >= '\u200b' && c <= '\u200d');
  }
}
