package dev.preceptor.fleet.process;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before a crashed process is started again: twice as long each time, until it has
 * crashed too often in a row.
 *
 * @param first wait after the first crash
 * @param longest bound of a wait
 * @param limit crashes in a row that are put up with
 * @param steady a process that has run this long starts a new row
 */
public record RestartDelay(Duration first, Duration longest, int limit, Duration steady) {

  /** Gives up after about half a minute of crashes. */
  public static final RestartDelay DEFAULT =
      new RestartDelay(Duration.ofMillis(500), Duration.ofSeconds(10), 6, Duration.ofSeconds(60));

  /** The row's length after one more crash, which came {@code uptime} after the start. */
  public int crashesInARow(int before, Duration uptime) {
    return uptime.compareTo(steady) >= 0 ? 1 : before + 1;
  }

  /** The wait after so many crashes in a row; empty when it is time to give up. */
  public Optional<Duration> wait(int crashesInARow) {
    if (crashesInARow > limit) {
      return Optional.empty();
    }
    var doubled = first.multipliedBy(1L << Math.min(crashesInARow - 1, 20));
    return Optional.of(doubled.compareTo(longest) < 0 ? doubled : longest);
  }
}
