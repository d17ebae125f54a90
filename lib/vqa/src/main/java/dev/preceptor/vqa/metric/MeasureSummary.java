package dev.preceptor.vqa.metric;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A metric over the responses that could be measured.
 *
 * @param mean their mean; empty if there is none
 * @param std their standard deviation, with n - 1 in the denominator; empty if there are fewer than
 *     two
 * @param n how many could be measured
 */
public record MeasureSummary(OptionalDouble mean, OptionalDouble std, int n) {

  /** Summarises measures. */
  public static MeasureSummary of(List<Measure> measures) {
    double[] values =
        measures.stream().flatMapToDouble(measure -> measure.value().stream()).toArray();
    OptionalDouble mean = Arrays.stream(values).average();
    return new MeasureSummary(mean, deviation(values, mean), values.length);
  }

  private static OptionalDouble deviation(double[] values, OptionalDouble mean) {
    if (values.length < 2) {
      return OptionalDouble.empty();
    }
    double squares =
        Arrays.stream(values).map(value -> Math.pow(value - mean.getAsDouble(), 2)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (values.length - 1)));
  }
}
