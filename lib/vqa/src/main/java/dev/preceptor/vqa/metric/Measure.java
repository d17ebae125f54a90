package dev.preceptor.vqa.metric;

import java.util.OptionalDouble;

/**
 * What a metric says of one response.
 *
 * @param value finite; empty if the response could not be measured
 * @param why why it could not be measured; empty if it was
 * @param ofAnswer whether it is about the response's answer, because the response has no reasoning
 */
public record Measure(OptionalDouble value, String why, boolean ofAnswer) {

  /** Of the reasoning. */
  public static Measure of(double value) {
    return new Measure(OptionalDouble.of(value), "", false);
  }

  /** There is no value. */
  public static Measure none(String why) {
    return new Measure(OptionalDouble.empty(), why, false);
  }

  /** The same about the answer. */
  Measure asOfAnswer() {
    return new Measure(value, why, true);
  }
}
