package dev.preceptor.vqa.grading;

import java.util.List;

/**
 * A reward for responses, found by its name.
 *
 * <p>To add one, write a class with a public no-argument constructor and list it in {@code
 * META-INF/services/dev.preceptor.vqa.grading.RewardFunction}; see docs/guides/write-a-reward.md
 * for an example. It must be a pure function: the same input gives the same grade on any machine,
 * so that a replayed history gets the same grades.
 */
public interface RewardFunction {

  /** Its name in recipes, in lower case. */
  String name();

  /**
   * Grades a response; never throws, whatever the text. If grading fails for a reason other than
   * the response's content, the grade is {@link Grade#unscorable}, never 0.
   */
  Grade grade(Graded response);

  /** Whether grading a response again gives the same grade; an audit repeats only such grades. */
  default boolean isRepeatable() {
    return true;
  }

  /** Grades the responses of a group, in their order. */
  default List<Grade> gradeGroup(List<Graded> responses) {
    return responses.stream().map(this::grade).toList();
  }

  /**
   * This reward with a recipe's parameters. A reward without parameters rejects all.
   *
   * @throws dev.preceptor.models.InputException if a parameter is unknown or invalid
   */
  default RewardFunction with(RewardParameters parameters) {
    parameters.refuseUnknown(List.of());
    return this;
  }
}
