package dev.preceptor.recipe;

/**
 * Values of {@code missing_verdict} and of a reward's {@code missing}: what it means for a group
 * that a judge which fails or is late leaves a value open. It never means 0.
 */
public enum MissingVerdict {
  /** The criterion is left out for the whole group. */
  LEAVE_OUT,
  /** The group fails with the reason. */
  FAIL_GROUP
}
