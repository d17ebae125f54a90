package dev.preceptor.launcher.chaos;

import java.util.Locale;

/** What can happen to a process. */
public enum Fault {
  /** SIGKILL: it is gone in the middle of whatever it did. */
  KILL,
  /** SIGSTOP, and SIGCONT some time later: it is there, and does nothing. */
  FREEZE;

  /** As people and {@code --faults} call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
