package dev.preceptor.scoring;

import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.recipe.Quorum;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.Arrays;
import java.util.List;

/** Scorings for tests. */
final class Scorings {

  private Scorings() {}

  static Criterion graded(String name, double weight) {
    return new Criterion.ByFunction(
        name, weight, MissingVerdict.LEAVE_OUT, RewardFunctions.byName(name));
  }

  static Criterion judged(String name, double weight) {
    return judged(name, weight, MissingVerdict.LEAVE_OUT, Quorum.ALL, name);
  }

  static Criterion judged(
      String name, double weight, MissingVerdict missing, Quorum quorum, String... judges) {
    return new Criterion.ByJudges(name, weight, missing, new VotingRule(List.of(judges), quorum));
  }

  /** Simple advantages for tests: reward minus mean. */
  static double[] lessMean(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElseThrow();
    return Arrays.stream(rewards).map(reward -> reward - mean).toArray();
  }

  static GroupScoring scoring(int responses, Criterion... criteria) {
    return new GroupScoring(List.of(criteria), Scorings::lessMean, responses);
  }
}
