package dev.preceptor.chaos;

import java.util.OptionalDouble;

/**
 * A strike that was carried out.
 *
 * @param strike what was planned
 * @param process that was struck
 * @param at the run's last moment before it, as the log showed it
 * @param seconds since the command's start
 * @param ready seconds until a service that was killed said that it is ready again; empty for all
 *     others
 * @param work seconds until work of the victim's kind was in the log again; empty where none came
 *     any more. Both are counted from the end of a fault that lasts.
 */
public record InjectedFault(
    ScheduledFault strike,
    String process,
    Moment at,
    double seconds,
    OptionalDouble ready,
    OptionalDouble work) {

  /** A blow from which nobody has recovered yet. */
  InjectedFault(ScheduledFault strike, String process, Moment at, double seconds) {
    this(strike, process, at, seconds, OptionalDouble.empty(), OptionalDouble.empty());
  }

  InjectedFault ready(double after) {
    return new InjectedFault(strike, process, at, seconds, OptionalDouble.of(after), work);
  }

  InjectedFault works(double after) {
    return new InjectedFault(strike, process, at, seconds, ready, OptionalDouble.of(after));
  }

  /** Seconds until work could go on: the victim was ready, or has worked. */
  public OptionalDouble recovery() {
    if (ready.isEmpty() || work.isEmpty()) {
      return ready.isPresent() ? ready : work;
    }
    return OptionalDouble.of(Math.min(ready.getAsDouble(), work.getAsDouble()));
  }
}
