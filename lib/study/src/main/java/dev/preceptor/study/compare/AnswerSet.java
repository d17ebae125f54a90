package dev.preceptor.study.compare;

import dev.preceptor.models.InputException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The answers of one policy to the questions of one file.
 *
 * @param name what the user calls it, such as {@code my-run@12}
 * @param questionsSha256 hash of the file of questions; the same hash means the same questions
 * @param answers by row
 */
public record AnswerSet(
    String name, String questionsSha256, NavigableMap<Long, AnsweredQuestion> answers) {

  /**
   * Collects answers.
   *
   * @throws InputException if there are none, or two to one question
   */
  public static AnswerSet of(String name, String questionsSha256, List<AnsweredQuestion> answers) {
    NavigableMap<Long, AnsweredQuestion> byRow = new TreeMap<>();
    for (AnsweredQuestion answer : answers) {
      if (byRow.put(answer.row(), answer) != null) {
        throw new InputException("%s: row %d has two answers".formatted(name, answer.row()));
      }
    }
    if (byRow.isEmpty()) {
      throw new InputException(name + ": has no answers");
    }
    return new AnswerSet(name, questionsSha256, byRow);
  }

  /** The fraction of correct answers. */
  public double accuracy() {
    return (double) answers.values().stream().filter(AnsweredQuestion::correct).count()
        / answers.size();
  }

  /**
   * Requires that another set answers the same questions.
   *
   * @throws InputException if it does not; says what differs
   */
  public void requireSameQuestions(AnswerSet other) {
    if (!questionsSha256.equals(other.questionsSha256)) {
      throw new InputException(
          "%s and %s: the files of questions differ (SHA-256 %.12s… and %.12s…); compare answers to the same questions"
              .formatted(name, other.name, questionsSha256, other.questionsSha256));
    }
    if (!answers.keySet().equals(other.answers.keySet())) {
      throw new InputException(
          "%s and %s: answer different rows (%,d and %,d, of which %,d are the same); evaluate both with the same limit"
              .formatted(
                  name,
                  other.name,
                  answers.size(),
                  other.answers.size(),
                  answers.keySet().stream().filter(other.answers::containsKey).count()));
    }
  }

  /** One for each question that is right, else zero; in the order of rows. */
  double[] marks() {
    return answers.values().stream().mapToDouble(answer -> answer.correct() ? 1 : 0).toArray();
  }
}
