package dev.preceptor.run.exported;

import dev.preceptor.models.Metric;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A metric of a step or an evaluation as Prometheus writes it: {@code rewards/format/mean} is
 * {@code preceptor_rewards_mean} with the label {@code reward="format"}.
 *
 * @param metric the metric
 * @param name for Prometheus
 * @param label the one for which {@link Metric#NAME} stands in the metric's key, if it has one
 */
public record ExportedMetric(Metric metric, String name, Optional<Label> label) {

  private static final String STEP_PREFIX = "preceptor_";
  private static final String EVALUATION_PREFIX = "preceptor_eval_";

  /** The metrics of a step, from its record; all are gauges. */
  public static final List<ExportedMetric> OF_STEPS =
      Stream.<Metric>concat(Stream.of(StepMetric.values()), Stream.of(TrainingMetric.values()))
          .map(metric -> of(STEP_PREFIX, metric))
          .toList();

  /** The metrics of an evaluation, from its record; all are gauges. */
  public static final List<ExportedMetric> OF_EVALUATIONS =
      Stream.of(BenchmarkMetric.values()).map(metric -> of(EVALUATION_PREFIX, metric)).toList();

  private static ExportedMetric of(String prefix, Metric metric) {
    String key = metric.key();
    int name = key.indexOf("/" + Metric.NAME + "/");
    return new ExportedMetric(
        metric,
        prefix + key.replace("/" + Metric.NAME + "/", "_").replace('/', '_'),
        name < 0 ? Optional.empty() : Optional.of(singular(key.substring(0, name))));
  }

  /** {@code rewards/NAME/mean} is of one reward. */
  private static Label singular(String plural) {
    return Label.valueOf(plural.substring(0, plural.length() - 1).toUpperCase(Locale.ROOT));
  }

  /**
   * The value of the label in a key of a record.
   *
   * @return empty where the key is another metric's; an empty text where this metric has no label
   */
  public Optional<String> valueIn(String key) {
    String[] parts = metric.key().split(Pattern.quote(Metric.NAME), 2);
    if (label.isEmpty()) {
      return key.equals(metric.key()) ? Optional.of("") : Optional.empty();
    }
    Matcher matcher =
        Pattern.compile(Pattern.quote(parts[0]) + "(.+)" + Pattern.quote(parts[1])).matcher(key);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
