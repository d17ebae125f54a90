package dev.preceptor.chaos;

import java.util.Locale;

/** The kinds of fault that can be injected into a run. */
public enum Fault {
  /** SIGKILL: a process dies in the middle of its work. */
  KILL,
  /** SIGSTOP, and SIGCONT some time later: a process exists, but does nothing. */
  FREEZE,
  /** The broker is killed, and stays unreachable for a while although it is restarted. */
  AWAY,
  /** For a while, every connection to the broker is reset, and every new one too. */
  CUT,
  /** For a while, traffic to and from the broker is delayed. */
  LATENCY,
  /** For a while, the bandwidth to and from the broker is small. */
  THROTTLE,
  /** For a while, no traffic passes to or from the broker, and no connection is closed. */
  DROP,
  /** For a while, the file system of the run's folder is full. */
  DISK_FULL;

  /** Its name in messages and in {@code --faults}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it has a duration. */
  boolean lasts() {
    return this != KILL;
  }

  /** Whether it needs a proxy between the broker and its clients. */
  boolean needsProxy() {
    return this == AWAY || appliesTo(FaultTarget.NETWORK);
  }

  /** Whether it can be injected into a target. */
  boolean appliesTo(FaultTarget target) {
    return switch (this) {
      case KILL, FREEZE -> target.isProcess();
      case AWAY -> target == FaultTarget.BROKER;
      case CUT, LATENCY, THROTTLE, DROP -> target == FaultTarget.NETWORK;
      case DISK_FULL -> target == FaultTarget.DISK;
    };
  }

  @Override
  public String toString() {
    return label();
  }
}
