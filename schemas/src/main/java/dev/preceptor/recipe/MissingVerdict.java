package dev.preceptor.recipe;

/** Values of {@code missing_verdict}: what a judge that fails or is late means for a group. */
public enum MissingVerdict {
  /** The criterion is left out for the whole group. */
  LEAVE_OUT,
  /** The group fails with the reason. */
  FAIL_GROUP
}
