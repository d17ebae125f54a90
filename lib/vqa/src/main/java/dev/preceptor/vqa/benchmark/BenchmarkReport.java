package dev.preceptor.vqa.benchmark;

import java.util.List;
import java.util.Map;

/**
 * The result of a benchmark run.
 *
 * @param metrics figures by the keys of {@link BenchmarkMetric}; one that no answer has a value for
 *     is missing
 * @param results one per question, in the file's order
 */
public record BenchmarkReport(Map<String, Double> metrics, List<QuestionScore> results) {

  public BenchmarkReport {
    metrics = Map.copyOf(metrics);
    results = List.copyOf(results);
  }

  /** The report about answers. */
  public static BenchmarkReport of(List<QuestionScore> scores) {
    return new BenchmarkReport(new EvaluationFigures(scores).metrics(), scores);
  }

  /** The fraction of correct answers. */
  public double accuracy() {
    return metrics.get(BenchmarkMetric.ACCURACY.key());
  }
}
