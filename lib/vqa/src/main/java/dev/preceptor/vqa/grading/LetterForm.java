package dev.preceptor.vqa.grading;

import java.util.Optional;

/**
 * A choice's letter at the start of a text, and the form in which it is written.
 *
 * @param letter the letter in upper case
 * @param written the letter as written
 * @param kind how it is written
 * @param rest the text after it; empty for {@code ALONE} and {@code EMPHASISED}
 */
record LetterForm(char letter, char written, Kind kind, String rest) {

  enum Kind {
    /** Nothing else: {@code B}, {@code B.}, {@code (B)}, {@code B:}. */
    ALONE,
    /** Only emphasis or quotes around it: {@code **B**}, {@code "B"}. */
    EMPHASISED,
    /** A label before a text: {@code B: any text}, {@code (B) any text}. */
    LABEL,
    /** Likely a label: {@code B. any text}, {@code B - any text}. */
    LOOSE_LABEL,
    /** Possibly part of a word or text: {@code A vertebra}, {@code D-dimer}. */
    WORD
  }

  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";
  private static final String EMPHASIS = "*_`\"'“”‘’";
  private static final String PUNCTUATION = ".:;,!?";
  private static final String DASHES = "-–—";

  /**
   * Reads the letter at the start of a text.
   *
   * @param text on one line
   * @param choices number of letters, from A
   */
  static Optional<LetterForm> at(String text, int choices) {
    int at = 0;
    StringBuilder open = new StringBuilder();
    while (at < text.length() && isOneOf(OPENING + EMPHASIS + " ", text.charAt(at))) {
      if (isOneOf(EMPHASIS, text.charAt(at))) {
        open.append(text.charAt(at));
      }
      at++;
    }
    if (at == text.length()) {
      return Optional.empty();
    }
    char written = text.charAt(at);
    char letter = written >= 'a' && written <= 'z' ? (char) (written - 'a' + 'A') : written;
    if (letter < 'A' || letter >= 'A' + choices) {
      return Optional.empty();
    }
    int end = at + 1;
    boolean emphasised = !open.isEmpty();
    boolean closed = false;
    while (end < text.length() && isOneOf(CLOSING + EMPHASIS, text.charAt(end))) {
      if (isOneOf(EMPHASIS, text.charAt(end))) {
        emphasised = true;
        open.setLength(0);
      }
      closed |= isOneOf(CLOSING, text.charAt(end));
      end++;
    }
    String tail = text.substring(end).strip();
    if (consistsOf(CLOSING + EMPHASIS + PUNCTUATION + " ", tail)) {
      emphasised |= tail.chars().anyMatch(c -> isOneOf(EMPHASIS, (char) c));
      return Optional.of(
          new LetterForm(letter, written, emphasised ? Kind.EMPHASISED : Kind.ALONE, ""));
    }
    boolean spaced = text.charAt(end) == ' ';
    char first = tail.charAt(0);
    boolean thenSpace = tail.length() > 1 && isOneOf(EMPHASIS + " ", tail.charAt(1));
    if (first == ':') {
      return Optional.of(
          new LetterForm(
              letter,
              written,
              Kind.LABEL,
              withoutEmphasis(open.toString(), tail.substring(1).strip())));
    }
    if (closed) {
      return Optional.of(new LetterForm(letter, written, Kind.LABEL, withoutLead(tail)));
    }
    boolean dot = first == '.' && thenSpace && Character.isUpperCase(written);
    boolean dash = spaced && isOneOf(DASHES, first) && thenSpace;
    if (dot || dash) {
      return Optional.of(
          new LetterForm(
              letter,
              written,
              Kind.LOOSE_LABEL,
              withoutEmphasis(open.toString(), tail.substring(1).strip())));
    }
    boolean startsWord = end == at + 1 && !spaced && Character.isLetterOrDigit(first);
    return startsWord
        ? Optional.empty()
        : Optional.of(new LetterForm(letter, written, Kind.WORD, withoutLead(tail)));
  }

  /**
   * Removes the end of an emphasis that was opened before the letter: {@code **B:** text, **B:
   * text**}.
   */
  private static String withoutEmphasis(String open, String rest) {
    if (open.isEmpty()) {
      return rest;
    }
    if (rest.startsWith(open)) {
      return rest.substring(open.length()).strip();
    }
    return rest.endsWith(open) ? rest.substring(0, rest.length() - open.length()).strip() : rest;
  }

  private static String withoutLead(String tail) {
    int from = 0;
    while (from < tail.length() && isOneOf(PUNCTUATION + DASHES + " ", tail.charAt(from))) {
      from++;
    }
    return tail.substring(from);
  }

  private static boolean consistsOf(String characters, String text) {
    return text.chars().allMatch(c -> isOneOf(characters, (char) c));
  }

  private static boolean isOneOf(String characters, char c) {
    return characters.indexOf(c) >= 0;
  }
}
