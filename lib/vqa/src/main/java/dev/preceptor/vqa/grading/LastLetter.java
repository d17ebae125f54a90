package dev.preceptor.vqa.grading;

import java.util.Optional;

/**
 * A choice's letter at the end of a text, apart from it by a bracket, a comma, a stop or a dash:
 * {@code Abdomen (B)}, {@code Abdomen, B}, {@code 腹部「B」}.
 *
 * @param letter the letter in upper case
 * @param before the text before it
 */
record LastLetter(char letter, String before) {

  /**
   * Reads the letter at the end of a text.
   *
   * @param text on one line, in NFKC
   * @param choices number of letters, from A
   */
  static Optional<LastLetter> of(String text, int choices) {
    int at = text.length() - 1;
    while (at >= 0 && mayFollow(text.charAt(at))) {
      at--;
    }
    if (at < 1) {
      return Optional.empty();
    }
    char written = text.charAt(at);
    char letter = written >= 'a' && written <= 'z' ? (char) (written - 'a' + 'A') : written;
    int end = at;
    boolean apart = false;
    while (end > 0 && mayPrecede(text.charAt(end - 1))) {
      end--;
      char c = text.charAt(end);
      apart |= c != ' ' && (!Signs.isDash(c) || text.charAt(end + 1) == ' ');
    }
    return apart && end > 0 && letter >= 'A' && letter < 'A' + choices
        ? Optional.of(new LastLetter(letter, text.substring(0, end)))
        : Optional.empty();
  }

  private static boolean mayFollow(char c) {
    return Signs.isClosingBracket(c) || Signs.isEmphasis(c) || Signs.isPunctuation(c) || c == ' ';
  }

  private static boolean mayPrecede(char c) {
    return Signs.isOpeningBracket(c)
        || Signs.isEmphasis(c)
        || Signs.isPunctuation(c)
        || Signs.isDash(c)
        || c == ' ';
  }
}
