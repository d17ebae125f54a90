package dev.preceptor.vqa.grading;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The choices of a question, prepared for comparison with answers. */
final class Options {

  /** Most layers of emphasis, quotes or brackets that are removed from a text. */
  private static final int MAX_LAYERS = 4;

  private static final List<String> OPEN =
      List.of("**", "__", "*", "_", "`", "\"", "'", "“", "‘", "(", "[");
  private static final List<String> CLOSE =
      List.of("**", "__", "*", "_", "`", "\"", "'", "”", "’", ")", "]");
  private static final String EMPHASIS = "*_`\"'“”‘’ ";

  private final List<String> texts;
  private final List<String> canonical;

  Options(List<String> choices) {
    texts = choices.stream().map(AnswerReading::plain).toList();
    canonical = choices.stream().map(ChoiceText::canonical).toList();
  }

  int size() {
    return texts.size();
  }

  String text(char letter) {
    return texts.get(letter - 'A');
  }

  /**
   * The letters of the options that a text equals: as written, or else without emphasis, so that
   * {@code T2*} differs from {@code T2}, and {@code **T2**} equals {@code T2}.
   */
  SortedSet<Character> named(String text) {
    String layer = text;
    SortedSet<Character> letters = equalTo(layer);
    for (int i = 0; letters.isEmpty() && i < MAX_LAYERS; i++) {
      String inner = unwrap(layer);
      if (inner.equals(layer)) {
        break;
      }
      layer = inner;
      letters = equalTo(layer);
    }
    return letters.isEmpty() ? equalTo(trimmed(layer)) : letters;
  }

  private SortedSet<Character> equalTo(String text) {
    SortedSet<Character> letters = new TreeSet<>();
    String wanted = ChoiceText.canonical(text);
    for (int i = 0; i < canonical.size(); i++) {
      if (!wanted.isEmpty() && canonical.get(i).equals(wanted)) {
        letters.add((char) ('A' + i));
      }
    }
    return letters;
  }

  private static String unwrap(String text) {
    String body = text.endsWith(".") ? text.substring(0, text.length() - 1).strip() : text;
    for (int i = 0; i < OPEN.size(); i++) {
      String open = OPEN.get(i);
      String close = CLOSE.get(i);
      if (body.length() > open.length() + close.length()
          && body.startsWith(open)
          && body.endsWith(close)) {
        return body.substring(open.length(), body.length() - close.length()).strip();
      }
    }
    return body;
  }

  /** The text without unbalanced emphasis at its ends. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && EMPHASIS.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && EMPHASIS.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }
}
