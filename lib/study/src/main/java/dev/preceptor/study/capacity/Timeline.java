package dev.preceptor.study.capacity;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Events in virtual time: each happens at its moment, those of one moment in their order. */
final class Timeline {

  private record Event(double at, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));

  private double now;
  private long numbers;

  /** The moment of the event that is happening, seconds. */
  double now() {
    return now;
  }

  /** Lets something happen at a moment that is not over. */
  void at(double moment, Runnable action) {
    events.add(new Event(moment, numbers++, action));
  }

  /** Lets everything happen, and all that comes of it. */
  void run() {
    while (!events.isEmpty()) {
      Event event = events.remove();
      now = event.at();
      event.action().run();
    }
  }
}
