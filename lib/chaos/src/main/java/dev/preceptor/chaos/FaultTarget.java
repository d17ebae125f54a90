package dev.preceptor.chaos;

import java.util.Locale;

/** The targets of faults. */
public enum FaultTarget {
  BROKER("broker"),
  ROLLOUT("rollout-service"),
  JUDGE("judge-service"),
  REWARD("reward-service"),
  LEARNER("learner-service"),
  EVAL("eval-service"),
  LAUNCHER(""),
  /** The connections between the broker and its clients. */
  NETWORK(""),
  /** The file system of the run's folder. */
  DISK("");

  private final String process;

  FaultTarget(String process) {
    this.process = process;
  }

  /** Prefix of the names of its processes; empty if the launcher starts none. */
  String process() {
    return process;
  }

  boolean isProcess() {
    return this != NETWORK && this != DISK;
  }

  /** Whether it is a service, which logs when it is ready. */
  boolean isService() {
    return !process.isEmpty() && this != BROKER;
  }

  /** Whether its faults can only be injected where the run has its own broker, on this machine. */
  public boolean needsOwnBroker() {
    return this == BROKER || !isProcess();
  }

  /** Its name in messages and in {@code --targets}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
