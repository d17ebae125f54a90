package dev.preceptor.vqa;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One question about one image, with four choices of which one is right.
 *
 * @param row data row of the file it came from; the row after the header is row 1
 * @param question the question on one line, without spaces around it
 * @param choices the four texts of A, B, C and D, without letter and spaces
 * @param answer the right letter, {@code 'A'} to {@code 'D'}
 * @param image the image's file
 * @param response a demonstration to imitate in supervised training (column {@code Response})
 */
public record Question(
    long row,
    String question,
    List<String> choices,
    char answer,
    Path image,
    Optional<String> response) {

  /** How many choices a question has. */
  public static final int CHOICES = 4;

  public Question {
    choices = List.copyOf(choices);
    if (choices.size() != CHOICES) {
      throw new IllegalArgumentException(
          "row " + row + " has " + choices.size() + " choices; a question has " + CHOICES);
    }
    if (answer < 'A' || answer >= 'A' + CHOICES) {
      throw new IllegalArgumentException("row " + row + ": no choice " + answer);
    }
  }

  /** The text of the right choice. */
  public String answerText() {
    return choices.get(answer - 'A');
  }
}
