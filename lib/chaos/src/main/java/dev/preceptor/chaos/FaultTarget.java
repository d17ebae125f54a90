package dev.preceptor.chaos;

import java.util.Locale;

/** What can be struck. */
public enum FaultTarget {
  BROKER("broker"),
  ROLLOUT("rollout-service"),
  JUDGE("judge-service"),
  REWARD("reward-service"),
  LEARNER("learner-service"),
  EVAL("eval-service"),
  LAUNCHER(""),
  /** Between the broker and all others. */
  NETWORK(""),
  /** Of the run's folder. */
  DISK("");

  private final String process;

  FaultTarget(String process) {
    this.process = process;
  }

  /** How the names of its processes begin; empty where it has none that the launcher started. */
  String process() {
    return process;
  }

  boolean isProcess() {
    return this != NETWORK && this != DISK;
  }

  /** Whether it is a service, which tells in its log when it is ready. */
  boolean isService() {
    return !process.isEmpty() && this != BROKER;
  }

  /** As people and {@code --victims} call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
