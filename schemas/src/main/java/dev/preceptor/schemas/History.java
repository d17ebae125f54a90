package dev.preceptor.schemas;

import java.util.OptionalInt;

/**
 * What a step's record says of the log's past: from which step on the records of groups are kept.
 * It is said before anything is deleted, so that whoever misses a record can tell expiry from loss.
 */
public final class History {

  /** The metric that tells it. Without it everything is kept. */
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
