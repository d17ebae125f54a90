package dev.preceptor.scoring;

import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.vqa.grading.RewardFunction;

/** One summand of a reward. */
public sealed interface Criterion {

  /** The recipe's name for it. */
  String name();

  /** Factor of its value. */
  double weight();

  /** What it means for a group that its value cannot be found for a response. */
  MissingVerdict missing();

  /**
   * A reward function gives its value.
   *
   * @param function what grades
   */
  record ByFunction(String name, double weight, MissingVerdict missing, RewardFunction function)
      implements Criterion {}

  /**
   * Judges decide its value.
   *
   * @param ballot who they are, and how they decide
   */
  record ByJudges(String name, double weight, MissingVerdict missing, Ballot ballot)
      implements Criterion {}
}
