package dev.preceptor.vqa.metric;

import java.util.OptionalDouble;

/**
 * What a metric says of one response.
 *
 * @param value finite; empty if the response could not be measured
 * @param why why it could not be measured; empty if it was
 */
public record Measure(OptionalDouble value, String why) {

  static Measure of(double value) {
    return new Measure(OptionalDouble.of(value), "");
  }

  static Measure none(String why) {
    return new Measure(OptionalDouble.empty(), why);
  }
}
