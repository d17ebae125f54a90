package dev.preceptor.vqa.grading;

import java.util.List;

/**
 * A response with what it is graded against.
 *
 * @param response the whole response, the prompt's {@code completionPrefix} included
 * @param choices the texts of A, B, C … without their letters
 * @param answer the right letter
 */
public record Graded(String response, List<String> choices, char answer) {

  public Graded {
    choices = List.copyOf(choices);
  }
}
