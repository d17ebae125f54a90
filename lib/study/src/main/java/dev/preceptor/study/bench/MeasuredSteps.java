package dev.preceptor.study.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.Metric;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.StepMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The steps of a run as its {@code metrics.jsonl} has them, without the first ones.
 *
 * @param rows a line each
 */
public record MeasuredSteps(List<JsonNode> rows) {

  /** Number of first steps that are not counted: they compile code and fill caches. */
  static final int LEFT_OUT = 2;

  public MeasuredSteps {
    rows = List.copyOf(rows);
  }

  /**
   * Reads the metrics of a run.
   *
   * @param metrics its {@code metrics.jsonl}
   * @throws InputException if it cannot be read, or has too few steps
   */
  public static MeasuredSteps of(Path metrics) {
    try {
      List<JsonNode> steps =
          MetricsLog.read(metrics).stream()
              .filter(row -> row.has(StepMetric.STEP_TIME.key()))
              .toList();
      if (steps.size() <= LEFT_OUT) {
        throw new InputException(
            "%s: only %d steps, of which the first %d are not counted; run more with --steps"
                .formatted(metrics, steps.size(), LEFT_OUT));
      }
      return new MeasuredSteps(steps.subList(LEFT_OUT, steps.size()));
    } catch (IOException e) {
      throw InputException.cannotBe("read", metrics, e);
    }
  }

  /** The median of a metric; steps without it count as 0. */
  public double median(Metric metric) {
    return median(metric.key());
  }

  /** The median of a metric by its whole name. */
  public double median(String metric) {
    return Median.of(rows.stream().mapToDouble(row -> row.path(metric).asDouble()).toArray());
  }
}
