package dev.preceptor.fleet.train;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How long a step takes of late. */
final class Pace {

  private static final int RECENT_STEPS = 10;

  private final Deque<Long> ends = new ArrayDeque<>();

  /** Enters when a step ended, milliseconds. */
  void stepped(long endMillis) {
    ends.addLast(endMillis);
    if (ends.size() > RECENT_STEPS + 1) {
      ends.removeFirst();
    }
  }

  /** Mean time of a step; empty before the second. */
  Optional<Duration> perStep() {
    if (ends.size() < 2) {
      return Optional.empty();
    }
    long span = ends.getLast() - ends.getFirst();
    return Optional.of(Duration.ofMillis(Math.max(0, span) / (ends.size() - 1)));
  }

  /** Time that so many steps will take. */
  Optional<Duration> left(int steps) {
    return perStep().map(each -> each.multipliedBy(Math.max(0, steps)));
  }
}
