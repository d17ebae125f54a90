package dev.preceptor.chaos;

import java.util.Locale;

/** The milestones of a step that the log shows, in order. */
public enum Milestone {
  /** The first of its groups has been sampled. */
  SAMPLED,
  /** The first of its groups has been scored. */
  SCORED,
  /** The step has been recorded. */
  TRAINED;

  /** Its name in messages and schedules. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
