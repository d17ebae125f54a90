package dev.preceptor.fleet.train;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The recent duration of steps. */
final class Pace {

  private static final int RECENT_STEPS = 10;

  private final Deque<Long> ends = new ArrayDeque<>();

  /** Adds the end time of a step, milliseconds. */
  void stepped(long endMillis) {
    ends.addLast(endMillis);
    if (ends.size() > RECENT_STEPS + 1) {
      ends.removeFirst();
    }
  }

  /** Mean duration of a step; empty before the second one. */
  Optional<Duration> perStep() {
    if (ends.size() < 2) {
      return Optional.empty();
    }
    long span = ends.getLast() - ends.getFirst();
    return Optional.of(Duration.ofMillis(Math.max(0, span) / (ends.size() - 1)));
  }

  /** Expected time for a number of steps. */
  Optional<Duration> left(int steps) {
    return perStep().map(each -> each.multipliedBy(Math.max(0, steps)));
  }
}
