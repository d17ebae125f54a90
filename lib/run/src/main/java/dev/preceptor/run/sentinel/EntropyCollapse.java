package dev.preceptor.run.sentinel;

import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import java.util.Optional;

/**
 * The policy gives the same response again and again while many of its answers are wrong. Falling
 * entropy alone is what learning looks like; here nothing is left to learn from.
 */
final class EntropyCollapse {

  /** What is left of the entropy of the first steps. */
  private static final double LEFT = 0.2;

  /** Share of groups whose responses all have the same reward. */
  private static final double WITHOUT_DIFFERENCE = 0.8;

  /** Share of wrong answers in training below which the policy is sure with good reason. */
  private static final double WRONG = 0.2;

  private EntropyCollapse() {}

  static Reading read(StepHistory steps, int step) {
    Optional<Spread> before = steps.first(TrainingMetric.ENTROPY.key());
    Optional<Spread> now = steps.window(TrainingMetric.ENTROPY.key(), step);
    Optional<Spread> same = steps.window(StepMetric.FRAC_REWARD_ZERO_STD.key(), step);
    Optional<Spread> accuracy = steps.window(LengthDrift.ACCURACY, step);
    if (before.isEmpty() || now.isEmpty() || same.isEmpty() || accuracy.isEmpty()) {
      return Reading.NONE;
    }
    return new Reading(
        Reading.allOf(
            LEFT * before.get().mean() / Math.max(now.get().mean(), Double.MIN_NORMAL),
            same.get().mean() / WITHOUT_DIFFERENCE,
            (1 - accuracy.get().mean()) / WRONG),
        "entropy is %.3f, %.3f in the first %d steps; in %.0f %% of the groups all rewards are equal, and %.0f %% of the answers are right"
            .formatted(
                now.get().mean(),
                before.get().mean(),
                StepHistory.WINDOW,
                100 * same.get().mean(),
                100 * accuracy.get().mean()));
  }
}
