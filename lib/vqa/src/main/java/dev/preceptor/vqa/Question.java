package dev.preceptor.vqa;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A question about an image, with four choices, one of them correct.
 *
 * @param row row in its file; the first row after the header is row 1
 * @param question the question on one line, trimmed
 * @param choices the texts of A, B, C and D, without their letters, trimmed
 * @param answer the correct letter, {@code 'A'} to {@code 'D'}
 * @param image the image file
 * @param response a demonstration for supervised training (column {@code Response})
 */
public record Question(
    long row,
    String question,
    List<String> choices,
    char answer,
    Path image,
    Optional<String> response) {

  /** Number of choices of a question. */
  public static final int CHOICES = 4;

  public Question {
    choices = List.copyOf(choices);
    if (choices.size() != CHOICES) {
      throw new IllegalArgumentException(
          "row " + row + " has " + choices.size() + " choices; a question has " + CHOICES);
    }
    if (answer < 'A' || answer >= 'A' + CHOICES) {
      throw new IllegalArgumentException(
          "row " + row + ": the answer " + answer + " is not one of A to D");
    }
  }

  /** The text of the correct choice. */
  public String answerText() {
    return choices.get(answer - 'A');
  }
}
