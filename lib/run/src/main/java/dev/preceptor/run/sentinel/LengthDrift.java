package dev.preceptor.run.sentinel;

import dev.preceptor.run.StepMetric;
import java.util.Optional;

/**
 * Responses get longer, or shorter, by more than what accuracy explains. A policy that learns to
 * look before it answers gets longer too; so every point of accuracy that its training responses
 * gain allows some length.
 */
final class LengthDrift {

  /** The figure of a run's accuracy that every step has. */
  static final String ACCURACY = StepMetric.REWARD_MEAN.key("accuracy");

  /** Growth, or shrinkage, of the mean length that is allowed without any gain in accuracy. */
  private static final double FREE_FACTOR = 1.25;

  /**
   * What a gain in accuracy of 1 allows more, as a logarithm: 10 points allow a factor of 1.22, 30
   * points one of 1.82.
   */
  private static final double LOG_PER_ACCURACY = 2;

  /** Standard errors by which the length must have moved. */
  private static final double ERRORS = 4;

  private LengthDrift() {}

  static Reading read(StepHistory steps, int step) {
    Optional<Spread> before = steps.first(StepMetric.MEAN_LENGTH.key());
    Optional<Spread> now = steps.window(StepMetric.MEAN_LENGTH.key(), step);
    Optional<Spread> accuracyBefore = steps.first(ACCURACY);
    Optional<Spread> accuracy = steps.window(ACCURACY, step);
    if (before.isEmpty() || now.isEmpty() || accuracyBefore.isEmpty() || accuracy.isEmpty()) {
      return Reading.NONE;
    }
    double drift = Math.abs(Math.log(now.get().mean() / before.get().mean()));
    double gain = Math.max(0, accuracy.get().mean() - accuracyBefore.get().mean());
    double allowed = Math.log(FREE_FACTOR) + LOG_PER_ACCURACY * gain;
    return new Reading(
        Reading.allOf(drift / allowed, Math.abs(now.get().errorsAbove(before.get())) / ERRORS),
        "responses have %.0f tokens, %.0f in the first %d steps; accuracy in training went from %.2f to %.2f"
            .formatted(
                now.get().mean(),
                before.get().mean(),
                StepHistory.WINDOW,
                accuracyBefore.get().mean(),
                accuracy.get().mean()));
  }
}
