package dev.preceptor.vqa.grading;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The choices of a question, prepared for comparison with answers. */
final class Options {

  /** Most layers of emphasis, quotes or brackets that are removed from a text. */
  private static final int MAX_LAYERS = 8;

  private final List<String> texts;
  private final List<String> canonical;

  /** The same without punctuation after them. */
  private final List<String> bare;

  Options(List<String> choices) {
    texts = choices.stream().map(ChoiceText::plain).toList();
    canonical = choices.stream().map(ChoiceText::canonical).toList();
    bare = canonical.stream().map(Options::withoutPunctuation).toList();
  }

  int size() {
    return texts.size();
  }

  String text(char letter) {
    return texts.get(letter - 'A');
  }

  /**
   * The letters of the options that a text equals: as written, or else without emphasis, quotes,
   * brackets and punctuation around it, so that {@code T2*} differs from {@code T2}, and {@code
   * **T2**} equals {@code T2}.
   */
  SortedSet<Character> named(String text) {
    String layer = text;
    SortedSet<Character> letters = equalTo(layer, canonical);
    for (int i = 0; letters.isEmpty() && i < MAX_LAYERS; i++) {
      String inner = unwrap(layer);
      if (inner.equals(layer)) {
        break;
      }
      layer = inner;
      letters = equalTo(layer, canonical);
    }
    return letters.isEmpty() ? equalTo(trimmed(layer), bare) : letters;
  }

  private static SortedSet<Character> equalTo(String text, List<String> options) {
    SortedSet<Character> letters = new TreeSet<>();
    String wanted = ChoiceText.canonical(text);
    for (int i = 0; i < options.size(); i++) {
      if (!wanted.isEmpty() && options.get(i).equals(wanted)) {
        letters.add((char) ('A' + i));
      }
    }
    return letters;
  }

  /** The text without punctuation after it, or else without what encloses it. */
  private static String unwrap(String text) {
    String body = withoutPunctuation(text);
    int last = body.length() - 1;
    return last > 1 && opens(body.charAt(0)) && closes(body.charAt(last))
        ? body.substring(1, last).strip()
        : body;
  }

  private static boolean opens(char c) {
    return Signs.isOpeningBracket(c) || Signs.isEmphasis(c);
  }

  private static boolean closes(char c) {
    return Signs.isClosingBracket(c) || Signs.isEmphasis(c);
  }

  private static String withoutPunctuation(String text) {
    int to = text.length();
    while (to > 0 && (Signs.isPunctuation(text.charAt(to - 1)) || text.charAt(to - 1) == ' ')) {
      to--;
    }
    return to == 0 ? text : text.substring(0, to);
  }

  /** The text without unbalanced emphasis, quotes and punctuation at its ends. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && mayPrecede(text.charAt(from))) {
      from++;
    }
    while (to > from && mayFollow(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean mayPrecede(char c) {
    return Signs.isEmphasis(c) || Signs.isForeignPunctuation(c) || c == ' ';
  }

  private static boolean mayFollow(char c) {
    return Signs.isEmphasis(c) || Signs.isPunctuation(c) || c == ' ';
  }
}
