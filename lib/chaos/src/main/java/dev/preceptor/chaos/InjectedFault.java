package dev.preceptor.chaos;

import java.util.OptionalDouble;

/**
 * A fault that was injected.
 *
 * @param scheduled the fault as scheduled
 * @param process name of the process that was hit
 * @param at the latest moment of the run before it, as seen in the log
 * @param seconds since the start of the command
 * @param ready seconds until a killed service logged that it was ready again; empty for other
 *     targets
 * @param work seconds until the log had a new record of the target; empty if there was none. Both
 *     count from the end of a fault with a duration.
 */
public record InjectedFault(
    ScheduledFault scheduled,
    String process,
    Moment at,
    double seconds,
    OptionalDouble ready,
    OptionalDouble work) {

  /** A fault from which the target has not recovered yet. */
  InjectedFault(ScheduledFault scheduled, String process, Moment at, double seconds) {
    this(scheduled, process, at, seconds, OptionalDouble.empty(), OptionalDouble.empty());
  }

  InjectedFault withReady(double after) {
    return new InjectedFault(scheduled, process, at, seconds, OptionalDouble.of(after), work);
  }

  InjectedFault withWork(double after) {
    return new InjectedFault(scheduled, process, at, seconds, ready, OptionalDouble.of(after));
  }

  /** Seconds until the target could work again: until it was ready or had worked. */
  public OptionalDouble recovery() {
    if (ready.isEmpty() || work.isEmpty()) {
      return ready.isPresent() ? ready : work;
    }
    return OptionalDouble.of(Math.min(ready.getAsDouble(), work.getAsDouble()));
  }
}
