package dev.preceptor.chaos;

import java.util.Locale;

/** What can be done to a run. */
public enum Fault {
  /** SIGKILL: a process is gone in the middle of whatever it did. */
  KILL,
  /** SIGSTOP, and SIGCONT some time later: a process is there, and does nothing. */
  FREEZE,
  /** The broker is killed, and nobody reaches it for a while though it is started again. */
  AWAY,
  /** For a while, every connection to the broker is reset, and every new one too. */
  CUT,
  /** For a while, what is sent to the broker and back arrives late. */
  LATENCY,
  /** For a while, little passes between the broker and the others. */
  THROTTLE,
  /** For a while, nothing passes between the broker and the others, and no connection ends. */
  DROP,
  /** For a while, there is no byte free on the file system of the run's folder. */
  DISK_FULL;

  /** As people and {@code --faults} call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it has an end of its own. */
  boolean lasts() {
    return this != KILL;
  }

  /** Whether it happens to the way between the broker and the others. */
  boolean needsProxy() {
    return this == AWAY || hits(FaultTarget.NETWORK);
  }

  /** Whether it can be done to a victim. */
  boolean hits(FaultTarget victim) {
    return switch (this) {
      case KILL, FREEZE -> victim.isProcess();
      case AWAY -> victim == FaultTarget.BROKER;
      case CUT, LATENCY, THROTTLE, DROP -> victim == FaultTarget.NETWORK;
      case DISK_FULL -> victim == FaultTarget.DISK;
    };
  }

  @Override
  public String toString() {
    return label();
  }
}
