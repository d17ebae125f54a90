package dev.preceptor.vqa.grading;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;

/**
 * What the characters beside letters and digits mean in an answer, by their Unicode properties, so
 * that a text is read in every script: {@code B。} like {@code B.}, {@code 「腹部」} like {@code "腹部"}.
 * The texts are in NFKC, which makes full-width forms ASCII.
 */
final class Signs {

  /** Punctuation that says something: {@code 5%} is not 5, {@code B′} not B. */
  private static final String MEANINGFUL = "%‰‱٪#&@/\\*†‡§¶′‵";

  /** Emphasis of Markdown, and ASCII's quotes. */
  private static final String MARKUP = "*_`\"'";

  private Signs() {}

  /** Format characters and variation selectors, which a reader does not see. */
  static boolean isInvisible(int c) {
    if (Character.getType(c) == Character.FORMAT) {
      return true;
    }
    UnicodeBlock block = UnicodeBlock.of(c);
    return block == UnicodeBlock.VARIATION_SELECTORS
        || block == UnicodeBlock.VARIATION_SELECTORS_SUPPLEMENT;
  }

  static boolean isOpeningBracket(char c) {
    return Character.getType(c) == Character.START_PUNCTUATION;
  }

  static boolean isClosingBracket(char c) {
    return Character.getType(c) == Character.END_PUNCTUATION;
  }

  /** Emphasis and quotes; languages differ in which of the quotes opens. */
  static boolean isEmphasis(char c) {
    int type = Character.getType(c);
    return type == Character.INITIAL_QUOTE_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION
        || MARKUP.indexOf(c) >= 0;
  }

  /** Stops, commas and the like: {@code . , : ; ! ? 。 、 ؟}. */
  static boolean isPunctuation(char c) {
    return Character.getType(c) == Character.OTHER_PUNCTUATION
        && MEANINGFUL.indexOf(c) < 0
        && MARKUP.indexOf(c) < 0;
  }

  /** Punctuation of another script than Latin, which has no space after it. */
  static boolean isForeignPunctuation(char c) {
    return c > 0x7f && isPunctuation(c);
  }

  /** A stop of another script: {@code 。}, {@code ۔}, {@code ।}. */
  static boolean isForeignStop(char c) {
    if (!isForeignPunctuation(c)) {
      return false;
    }
    String name = Character.getName(c);
    return name.contains("FULL STOP") || name.contains("DANDA");
  }

  static boolean isDash(char c) {
    return Character.getType(c) == Character.DASH_PUNCTUATION || c == '−';
  }

  /** Whether a letter cannot go on a word that an A to Z began: {@code 腹} in {@code B腹部}. */
  static boolean beginsAWord(char c) {
    UnicodeScript script = UnicodeScript.of(c);
    return Character.isLetter(c) && script != UnicodeScript.LATIN && script != UnicodeScript.COMMON;
  }
}
