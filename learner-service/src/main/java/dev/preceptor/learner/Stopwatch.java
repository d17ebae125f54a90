package dev.preceptor.learner;

import dev.preceptor.run.StepMetric;
import java.util.Map;
import java.util.function.LongSupplier;

/** Measures where a step's time goes: waiting for its groups, learning, or publishing. */
public final class Stopwatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private long lastEnd;
  private long begin;
  private long learnt;
  private long committing;
  private long overlapped;
  private long unit;

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
   * Where a step's time went, seconds.
   *
   * @param waiting for groups, with nothing to learn from
   * @param committing the step before, a part of waiting
   * @param learning from the groups
   * @param overlapped the part of learning in which other groups of the step were still awaited
   * @param publishing what was learnt: copying, hashing and encoding weights
   */
  record Times(
      double waiting, double committing, double learning, double overlapped, double publishing) {

    void putInto(Map<String, Double> metrics) {
      metrics.put(StepMetric.STEP_TIME.key(), waiting + learning + publishing);
      metrics.put(StepMetric.TIME_WAITING.key(), waiting);
      metrics.put(StepMetric.TIME_COMMITTING.key(), committing);
      metrics.put(StepMetric.TIME_LEARNING.key(), learning);
      metrics.put(StepMetric.TIME_OVERLAPPED.key(), overlapped);
      metrics.put(StepMetric.TIME_PUBLISHING.key(), publishing);
    }
  }

  /** Learning from a unit begins while other groups are still awaited. */
  public void beginUnit() {
    unit = nanos.getAsLong();
  }

  /** Waiting for the other groups goes on. */
  public void endUnit() {
    overlapped += nanos.getAsLong() - unit;
  }

  /** The step's groups are all there. */
  void begin() {
    begin = nanos.getAsLong();
  }

  /** The step is trained. */
  void learnt() {
    learnt = nanos.getAsLong();
  }

  /** The step is ready to be written; waiting for the next begins. */
  Times end() {
    long end = nanos.getAsLong();
    Times times =
        new Times(
            seconds(begin - lastEnd - overlapped),
            seconds(committing),
            seconds(learnt - begin + overlapped),
            seconds(overlapped),
            seconds(end - learnt));
    committing = 0;
    overlapped = 0;
    lastEnd = end;
    return times;
  }

  /** The step is written. */
  void committed() {
    committing = nanos.getAsLong() - lastEnd;
  }

  private static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }

  long wallMillis() {
    return wallMillis.getAsLong();
  }
}
