package dev.preceptor.kit;

import dev.preceptor.run.exported.ExportedMetric;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of the last step or evaluation as gauges, each registered when it is first seen. What
 * the last record does not have is NaN, so that nothing old is shown.
 */
public final class PublishedMetrics {

  private final Meters meters;
  private final List<ExportedMetric> known;
  private final Set<Series> registered = ConcurrentHashMap.newKeySet();
  private volatile Map<Series, Double> last = Map.of();

  private record Series(ExportedMetric metric, String label) {

    Tags tags() {
      return metric.label().map(key -> Tags.of(key.key(), label)).orElse(Tags.empty());
    }
  }

  /**
   * No metrics yet.
   *
   * @param known the metrics that a record can have; others are left out
   */
  public PublishedMetrics(Meters meters, List<ExportedMetric> known) {
    this.meters = meters;
    this.known = List.copyOf(known);
  }

  /** Shows the metrics of a record instead of those of the one before. */
  public void publish(Map<String, Double> metrics) {
    Map<Series, Double> values = new HashMap<>();
    metrics.forEach((key, value) -> series(key).ifPresent(series -> values.put(series, value)));
    last = Map.copyOf(values);
    values.keySet().stream().filter(registered::add).forEach(this::register);
  }

  private Optional<Series> series(String key) {
    return known.stream()
        .flatMap(metric -> metric.valueIn(key).map(label -> new Series(metric, label)).stream())
        .findFirst();
  }

  private void register(Series series) {
    meters.gauge(
        series.metric().name(), series.tags(), () -> last.getOrDefault(series, Double.NaN));
  }
}
