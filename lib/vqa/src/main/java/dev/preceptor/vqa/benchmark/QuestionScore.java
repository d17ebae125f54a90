package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grading.Graded;
import java.util.OptionalInt;

/**
 * The result of one question.
 *
 * @param row the question's row in its file
 * @param answer the correct letter
 * @param response the policy's completion
 * @param correct whether the accuracy reward is 1
 * @param why the accuracy reward's reason
 */
public record QuestionScore(long row, char answer, String response, boolean correct, String why) {

  /** The response to its question, to be graded or measured again. */
  public Graded graded(Question question) {
    return new Graded(
        response, question.choices(), answer, question.question(), OptionalInt.empty());
  }
}
