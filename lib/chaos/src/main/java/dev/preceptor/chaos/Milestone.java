package dev.preceptor.chaos;

import java.util.Locale;

/** What the log shows of a step, in the order in which it comes. */
public enum Milestone {
  /** The first of its groups has been sampled. */
  SAMPLED,
  /** The first of its groups has been scored. */
  SCORED,
  /** It is on record. */
  TRAINED;

  /** As people call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
