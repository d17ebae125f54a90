package dev.preceptor.vqa.grading;

/**
 * A criterion of a response, found by its name.
 *
 * <p>A new one is a class with a public constructor without arguments, named in {@code
 * META-INF/services/dev.preceptor.vqa.grading.RewardFunction}. It must be pure: the same input
 * gives the same grade on any machine, so that replayed history is graded alike.
 */
public interface RewardFunction {

  /** The name a recipe calls it by, in lower case. */
  String name();

  /** Grades a response; never throws whatever its text. */
  Grade grade(Graded response);
}
