package dev.preceptor.vqa.grading;

import java.util.List;

/**
 * A criterion of a response, found by its name.
 *
 * <p>A new one is a class with a public constructor without arguments, named in {@code
 * META-INF/services/dev.preceptor.vqa.grading.RewardFunction}; docs/guides/write-a-reward.md shows
 * one. It must be pure: the same input gives the same grade on any machine, so that replayed
 * history is graded alike.
 */
public interface RewardFunction {

  /** The name a recipe calls it by, in lower case. */
  String name();

  /**
   * Grades a response; never throws whatever its text. What cannot be graded through no fault of
   * the response is {@link Grade#unscorable}, never 0.
   */
  Grade grade(Graded response);

  /** Whether grading again gives the same; an audit grades again only where it does. */
  default boolean isRepeatable() {
    return true;
  }

  /** Grades the responses of a group, in their order. */
  default List<Grade> gradeGroup(List<Graded> responses) {
    return responses.stream().map(this::grade).toList();
  }

  /**
   * The same reward with the parameters of a recipe. One without parameters refuses any.
   *
   * @throws dev.preceptor.models.InputException if a parameter is unknown or of no use
   */
  default RewardFunction with(RewardParameters parameters) {
    parameters.refuseUnknown(List.of());
    return this;
  }
}
