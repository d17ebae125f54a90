package dev.preceptor.schemas;

import java.util.OptionalInt;

/**
 * Reads from a step's record which groups are still in the log: those from a first step on. The
 * step's record is written before anything is deleted, so a reader can tell an expired record from
 * a lost one.
 */
public final class History {

  /** The metric with the first step that is kept. Without it everything is kept. */
  public static final String FIRST_STEP = "history/first_step";

  private History() {}

  /** The first step whose records are all kept; empty if the record does not say. */
  public static OptionalInt firstStep(TrainingStep step) {
    Double first = step.getMetrics().get(FIRST_STEP);
    return first == null || first.isNaN()
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(Math.max(first, 1), Integer.MAX_VALUE));
  }
}
