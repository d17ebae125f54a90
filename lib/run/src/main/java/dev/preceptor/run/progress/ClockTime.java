package dev.preceptor.run.progress;

import java.time.Duration;

/** Formats durations in hours, minutes and seconds. */
public final class ClockTime {

  private ClockTime() {}

  /** Minutes and seconds, preceded by hours if needed: {@code 3:07}, {@code 1:00:05}. */
  public static String of(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
