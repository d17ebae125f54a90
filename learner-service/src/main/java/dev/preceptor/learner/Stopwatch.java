package dev.preceptor.learner;

import java.util.Map;
import java.util.function.LongSupplier;

/** Tells where a step's time goes: waiting for its groups, or learning from them. */
public final class Stopwatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private long lastEnd;
  private long begin;

  /**
   * A stopwatch that starts waiting.
   *
   * @param nanos a clock for durations, nanoseconds
   * @param wallMillis a clock for time stamps, milliseconds since 1970
   */
  public Stopwatch(LongSupplier nanos, LongSupplier wallMillis) {
    this.nanos = nanos;
    this.wallMillis = wallMillis;
    lastEnd = nanos.getAsLong();
  }

  /**
   * Where a step's time went.
   *
   * @param waiting for groups, seconds
   * @param learning from them, seconds
   */
  record Times(double waiting, double learning) {

    void putInto(Map<String, Double> metrics) {
      metrics.put("step_time", waiting + learning);
      metrics.put("time/waiting", waiting);
      metrics.put("time/learning", learning);
    }
  }

  /** The step's groups are all there. */
  void begin() {
    begin = nanos.getAsLong();
  }

  /** The step is trained; waiting for the next begins. */
  Times end() {
    long end = nanos.getAsLong();
    Times times = new Times((begin - lastEnd) / NANOS_PER_SECOND, (end - begin) / NANOS_PER_SECOND);
    lastEnd = end;
    return times;
  }

  long wallMillis() {
    return wallMillis.getAsLong();
  }
}
