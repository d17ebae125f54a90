package dev.preceptor.schemas;

import java.util.OptionalInt;

/**
 * From which step on the log keeps the records of groups, as a step's record states it. The record
 * is written before anything is deleted, so a reader knows whether a missing record was deleted on
 * purpose.
 */
public final class History {

  /** The metric that holds it. Where no step has it, everything is kept. */
  public static final String FIRST_STEP = "history/first_step";

  private History() {}

  /** The first step of which all records are kept, where the record says so. */
  public static OptionalInt firstStep(TrainingStep step) {
    Double first = step.getMetrics().get(FIRST_STEP);
    return first == null || first.isNaN()
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(Math.max(first, 1), Integer.MAX_VALUE));
  }
}
