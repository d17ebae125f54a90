package dev.preceptor.runlog.access;

import java.util.Locale;

/** Who logs in to a run's broker. */
public enum Role {
  /** learner-service. */
  LEARNER,
  /** Every rollout-service. */
  ROLLOUT,
  /** Every judge-service. */
  JUDGE,
  /** reward-service. */
  REWARD,
  /** eval-service. */
  EVAL,
  /** console-service. */
  CONSOLE,
  /** {@code preceptor join}, beside the service that it starts. */
  JOIN,
  /** {@code preceptor delete}. */
  DELETE,
  /** The other commands: {@code train}, {@code submit}, {@code status}, {@code stop}… */
  OPERATOR;

  /** Its name in messages and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
