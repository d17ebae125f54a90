package dev.preceptor.launcher.chaos;

import java.util.Locale;

/** What can be struck. */
public enum Victim {
  BROKER("broker"),
  ROLLOUT("rollout-service"),
  JUDGE("judge-service"),
  REWARD("reward-service"),
  LEARNER("learner-service"),
  EVAL("eval-service"),
  LAUNCHER("");

  private final String process;

  Victim(String process) {
    this.process = process;
  }

  /** How the names of its processes begin; empty for the launcher, which has none. */
  String process() {
    return process;
  }

  /** As people and {@code --victims} call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
