package dev.preceptor.scoring;

import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.vqa.grading.RewardFunction;

/** One weighted term of a reward. */
public sealed interface Criterion {

  /** Its name in the recipe. */
  String name();

  /** The factor its value is multiplied by. */
  double weight();

  /** What happens to the group if the criterion has no value for one of its responses. */
  MissingVerdict missing();

  /**
   * A criterion whose value comes from a reward function.
   *
   * @param function grades the responses
   */
  record ByFunction(String name, double weight, MissingVerdict missing, RewardFunction function)
      implements Criterion {}

  /**
   * A criterion whose value is decided by judges.
   *
   * @param rule the judges and their quorum
   */
  record ByJudges(String name, double weight, MissingVerdict missing, VotingRule rule)
      implements Criterion {}
}
