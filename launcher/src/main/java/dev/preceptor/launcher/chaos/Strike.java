package dev.preceptor.launcher.chaos;

import java.util.Comparator;

/**
 * One thing that is to happen to a run.
 *
 * @param moment when, or as soon afterwards as the victim runs
 * @param victim whom
 * @param which of the victim's processes, modulo their number
 * @param fault what
 * @param frozenMillis how long a frozen process stays so; 0 for other faults
 */
public record Strike(Moment moment, Victim victim, int which, Fault fault, int frozenMillis)
    implements Comparable<Strike> {

  @Override
  public int compareTo(Strike other) {
    return Comparator.comparing(Strike::moment)
        .thenComparing(Strike::victim)
        .thenComparingInt(Strike::which)
        .compare(this, other);
  }

  /** What is done, for people. */
  String deed() {
    return fault == Fault.FREEZE
        ? "freeze for %.1f s".formatted(frozenMillis / 1000.0)
        : fault.label();
  }

  @Override
  public String toString() {
    return "%s of %s %d at %s".formatted(deed(), victim, which, moment);
  }
}
