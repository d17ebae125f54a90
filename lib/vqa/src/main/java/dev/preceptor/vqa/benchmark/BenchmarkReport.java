package dev.preceptor.vqa.benchmark;

import java.util.List;
import java.util.Map;

/**
 * The result of a benchmark run.
 *
 * @param metrics {@code n}; {@code accuracy}, {@code format} and {@code clipped_ratio}, fractions
 *     from 0 to 1; {@code constant_letter_accuracy}, the accuracy of always answering the most
 *     frequent correct letter; {@code mean_length}, tokens; {@code reasoned}, a fraction, and
 *     {@code thinking_length}, tokens, missing if no answer has reasoning; {@code seconds}
 * @param results one per question, in the file's order
 */
public record BenchmarkReport(Map<String, Double> metrics, List<QuestionScore> results) {

  public BenchmarkReport {
    metrics = Map.copyOf(metrics);
    results = List.copyOf(results);
  }

  /** The fraction of correct answers. */
  public double accuracy() {
    return metrics.get(BenchmarkMetric.ACCURACY.key());
  }
}
