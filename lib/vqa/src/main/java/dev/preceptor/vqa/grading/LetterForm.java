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
    /** Nothing else: {@code B}, {@code B.}, {@code (B)}, {@code B:}, {@code 【B】}. */
    ALONE,
    /** Only emphasis or quotes around it: {@code **B**}, {@code "B"}. */
    EMPHASISED,
    /** A label before a text: {@code B: any text}, {@code (B) any text}. */
    LABEL,
    /** Likely a label: {@code B. any text}, {@code B。any text}, {@code B - any text}. */
    LOOSE_LABEL,
    /** Possibly part of a word or text: {@code A vertebra}, {@code D-dimer}. */
    WORD
  }

  /**
   * Reads the letter at the start of a text.
   *
   * @param text on one line, in NFKC
   * @param choices number of letters, from A
   */
  static Optional<LetterForm> at(String text, int choices) {
    int at = 0;
    StringBuilder open = new StringBuilder();
    while (at < text.length() && mayPrecede(text.charAt(at))) {
      if (Signs.isEmphasis(text.charAt(at))) {
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
    while (end < text.length()
        && mayClose(text.charAt(end))
        && (!opensText(text, end) || !open.isEmpty())) {
      if (Signs.isEmphasis(text.charAt(end))) {
        emphasised = true;
        open.setLength(0);
      }
      closed |= Signs.isClosingBracket(text.charAt(end));
      end++;
    }
    String tail = text.substring(end).strip();
    if (tail.chars().allMatch(c -> mayFollow((char) c))) {
      emphasised |= tail.chars().anyMatch(c -> Signs.isEmphasis((char) c));
      return Optional.of(
          new LetterForm(letter, written, emphasised ? Kind.EMPHASISED : Kind.ALONE, ""));
    }
    boolean spaced = text.charAt(end) == ' ';
    char first = tail.charAt(0);
    boolean thenSpace =
        tail.length() > 1 && (tail.charAt(1) == ' ' || Signs.isEmphasis(tail.charAt(1)));
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
    boolean stop = first == '.' && thenSpace || Signs.isForeignStop(first);
    boolean dash = spaced && Signs.isDash(first) && thenSpace;
    if (stop && Character.isUpperCase(written) || dash) {
      return Optional.of(
          new LetterForm(
              letter,
              written,
              Kind.LOOSE_LABEL,
              withoutEmphasis(open.toString(), tail.substring(1).strip())));
    }
    boolean startsWord =
        end == at + 1 && !spaced && Character.isLetterOrDigit(first) && !Signs.beginsAWord(first);
    return startsWord
        ? Optional.empty()
        : Optional.of(new LetterForm(letter, written, Kind.WORD, withoutLead(tail)));
  }

  private static boolean mayPrecede(char c) {
    return Signs.isOpeningBracket(c)
        || Signs.isEmphasis(c)
        || Signs.isForeignPunctuation(c)
        || c == ' ';
  }

  private static boolean mayClose(char c) {
    return Signs.isClosingBracket(c) || Signs.isEmphasis(c);
  }

  /** Whether emphasis or a quote opens at this place: {@code (B) "text"}, {@code B "text"}. */
  private static boolean opensText(String text, int at) {
    char c = text.charAt(at);
    return Signs.isEmphasis(c)
        && c != text.charAt(at - 1)
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }

  private static boolean mayFollow(char c) {
    return mayClose(c) || Signs.isPunctuation(c) || c == ' ';
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
    while (from < tail.length()
        && (Signs.isPunctuation(tail.charAt(from))
            || Signs.isDash(tail.charAt(from))
            || tail.charAt(from) == ' ')) {
      from++;
    }
    return tail.substring(from);
  }
}
