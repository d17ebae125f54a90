package dev.preceptor.fleet.process;

import java.time.Duration;
import java.util.Optional;

/**
 * Exponential back-off for restarting a crashed process, with a limit of crashes in a row.
 *
 * @param first wait after the first crash
 * @param longest upper bound of a wait
 * @param limit crashes in a row that are tolerated
 * @param steady uptime after which a crash starts a new count
 */
public record RestartDelay(Duration first, Duration longest, int limit, Duration steady) {

  /** Gives up after about half a minute of crashes. */
  public static final RestartDelay DEFAULT =
      new RestartDelay(Duration.ofMillis(500), Duration.ofSeconds(10), 6, Duration.ofSeconds(60));

  /** The number of crashes in a row after one more, which came {@code uptime} after the start. */
  public int crashesInARow(int before, Duration uptime) {
    return uptime.compareTo(steady) >= 0 ? 1 : before + 1;
  }

  /** The wait after a number of crashes in a row; empty if the limit is exceeded. */
  public Optional<Duration> wait(int crashesInARow) {
    if (crashesInARow > limit) {
      return Optional.empty();
    }
    var doubled = first.multipliedBy(1L << Math.min(crashesInARow - 1, 20));
    return Optional.of(doubled.compareTo(longest) < 0 ? doubled : longest);
  }
}
