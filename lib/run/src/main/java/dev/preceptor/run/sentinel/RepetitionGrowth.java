package dev.preceptor.run.sentinel;

import dev.preceptor.run.StepMetric;
import java.util.Optional;

/** Responses repeat themselves, and did not at first. */
final class RepetitionGrowth {

  /** Share of repeated sequences of tokens above which a response is padded or stuck. */
  private static final double MOST = 0.25;

  /** By how much the share must have risen: some texts, such as lists of choices, repeat. */
  private static final double RISE = 0.1;

  private static final double ERRORS = 4;

  private RepetitionGrowth() {}

  static Reading read(StepHistory steps, int step) {
    Optional<Spread> before = steps.first(StepMetric.REPETITION.key());
    Optional<Spread> now = steps.window(StepMetric.REPETITION.key(), step);
    if (before.isEmpty() || now.isEmpty()) {
      return Reading.NONE;
    }
    return new Reading(
        Reading.allOf(
            now.get().mean() / MOST,
            (now.get().mean() - before.get().mean()) / RISE,
            now.get().errorsAbove(before.get()) / ERRORS),
        "%.0f %% of a response repeats itself, %.0f %% in the first %d steps"
            .formatted(100 * now.get().mean(), 100 * before.get().mean(), StepHistory.WINDOW));
  }
}
