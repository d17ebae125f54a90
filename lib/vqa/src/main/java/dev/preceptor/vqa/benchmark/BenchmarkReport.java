package dev.preceptor.vqa.benchmark;

import java.util.List;
import java.util.Map;

/**
 * What a benchmark run found.
 *
 * @param metrics {@code n}; {@code accuracy}, {@code format} and {@code clipped_ratio}, shares from
 *     0 to 1; {@code constant_letter_accuracy}, what always answering the commonest letter would
 *     score; {@code mean_length}, tokens; {@code seconds}
 * @param results one a question, in the file's order
 */
public record BenchmarkReport(Map<String, Double> metrics, List<QuestionScore> results) {

  public BenchmarkReport {
    metrics = Map.copyOf(metrics);
    results = List.copyOf(results);
  }

  /** The share of right answers. */
  public double accuracy() {
    return metrics.get(BenchmarkMetric.ACCURACY.key());
  }
}
