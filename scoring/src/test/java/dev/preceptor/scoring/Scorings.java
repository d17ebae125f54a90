package dev.preceptor.scoring;

import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Scorings for tests. */
final class Scorings {

  private Scorings() {}

  static Criterion graded(String name, double weight) {
    return new Criterion(name, weight, Optional.of(RewardFunctions.byName(name)));
  }

  static Criterion judged(String name, double weight) {
    return new Criterion(name, weight, Optional.empty());
  }

  /** Advantages that are easy to read: the distance from the mean. */
  static double[] lessMean(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElseThrow();
    return Arrays.stream(rewards).map(reward -> reward - mean).toArray();
  }

  static GroupScoring scoring(int responses, Criterion... criteria) {
    return new GroupScoring(List.of(criteria), Scorings::lessMean, responses, "", false);
  }
}
