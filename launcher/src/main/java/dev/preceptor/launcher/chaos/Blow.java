package dev.preceptor.launcher.chaos;

import java.util.OptionalDouble;

/**
 * A strike that was carried out.
 *
 * @param strike what was planned
 * @param process that was struck
 * @param at the run's last moment before it, as the log showed it
 * @param seconds since the command's start
 * @param recovery seconds until work of the victim's kind was in the log again, from the end of a
 *     freeze on; empty where none came any more
 */
public record Blow(
    Strike strike, String process, Moment at, double seconds, OptionalDouble recovery) {

  Blow recovered(double after) {
    return new Blow(strike, process, at, seconds, OptionalDouble.of(after));
  }
}
