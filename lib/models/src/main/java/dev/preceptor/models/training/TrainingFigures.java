package dev.preceptor.models.training;

import dev.preceptor.models.NotFiniteException;

/** What the figures of an optimizer step must be like. */
final class TrainingFigures {

  /** What to do about a training that left the finite numbers. */
  static final String FIX =
      "lower learning_rate (or max_grad_norm, or warm up longer) and start again from an earlier"
          + " checkpoint";

  private TrainingFigures() {}

  /**
   * Refuses a figure that is NaN or infinite.
   *
   * @param name the metric's
   */
  static void requireFinite(String name, double value, double learningRate) {
    if (!Double.isFinite(value)) {
      throw new NotFiniteException(
          "%s is %s (learning_rate %s); %s".formatted(name, value, learningRate, FIX));
    }
  }
}
