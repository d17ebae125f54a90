package dev.preceptor.vqa.grading;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Normalises a text so that case, punctuation, plurals, accents and compatible Unicode forms do not
 * matter. Signs that change the meaning are kept: {@code CD4+}, {@code T2*}, {@code <5}, {@code
 * 1.5}.
 */
final class AnswerText {

  private static final String DASHES = "-‐‑‒–—−";
  private static final String APOSTROPHES = "'’‘`´";

  private AnswerText() {}

  /** The normalised text; empty if nothing is left. Takes linear time. */
  static Optional<String> normalised(String text) {
    String marked = Normalizer.normalize(ChoiceText.canonical(text), Normalizer.Form.NFD);
    boolean stars = marked.chars().filter(c -> c == '*').count() % 2 == 1;
    StringBuilder line = new StringBuilder(marked.length());
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < marked.length(); i++) {
      char c = marked.charAt(i);
      if (Character.getType(c) == Character.NON_SPACING_MARK || APOSTROPHES.indexOf(c) >= 0) {
        continue;
      }
      if (isWord(marked, i, stars)) {
        word.append(DASHES.indexOf(c) >= 0 ? '-' : c);
      } else {
        append(line, word);
      }
    }
    append(line, word);
    return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
  }

  private static void append(StringBuilder line, StringBuilder word) {
    if (!word.isEmpty()) {
      line.append(line.isEmpty() ? "" : " ").append(Singular.of(word.toString()));
      word.setLength(0);
    }
  }

  /** Whether a character is part of a word rather than between words. */
  private static boolean isWord(String text, int at, boolean stars) {
    char c = text.charAt(at);
    if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
      return true;
    }
    boolean afterDigit = at > 0 && Character.isDigit(text.charAt(at - 1));
    boolean beforeDigit = at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    boolean afterWord = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
    boolean beforeWord = at + 1 < text.length() && Character.isLetterOrDigit(text.charAt(at + 1));
    if (c == '.' || c == ',') {
      return beforeDigit && (afterDigit || c == '.' && !afterWord);
    }
    if (DASHES.indexOf(c) >= 0) {
      return afterWord && !beforeWord && isEnd(text, at + 1) || !afterWord && beforeDigit;
    }
    if (c == '*') {
      return stars;
    }
    return Character.getType(c) == Character.MATH_SYMBOL
        || Character.getType(c) == Character.CURRENCY_SYMBOL
        || c == '%'
        || c == '°'
        || c == '/'
        || c == '^'
        || c == '#';
  }

  private static boolean isEnd(String text, int at) {
    return at == text.length() || text.charAt(at) == ' ' || text.charAt(at) == ',';
  }
}
