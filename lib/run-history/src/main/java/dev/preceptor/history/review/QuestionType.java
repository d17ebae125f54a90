package dev.preceptor.history.review;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What kind of question it is, by its first word. */
public enum QuestionType {
  WHAT("what"),
  WHICH("which"),
  WHERE("where"),
  HOW("how"),
  /** To be answered by yes or no, or by one of two. */
  CLOSED("is", "are", "was", "were", "does", "do", "did", "can", "has", "have"),
  OTHER;

  private final List<String> words;

  QuestionType(String... words) {
    this.words = List.of(words);
  }

  /** The type of a question. */
  public static QuestionType of(String question) {
    String text = question.strip().toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .filter(type -> type.words.stream().anyMatch(word -> begins(text, word)))
        .findFirst()
        .orElse(OTHER);
  }

  private static boolean begins(String text, String word) {
    return text.startsWith(word)
        && (text.length() == word.length() || !Character.isLetter(text.charAt(word.length())));
  }

  /** Its name in documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
