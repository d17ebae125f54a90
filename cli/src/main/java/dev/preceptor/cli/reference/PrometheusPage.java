package dev.preceptor.cli.reference;

import static dev.preceptor.cli.reference.MarkdownTable.code;

import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.exported.ExportedMetric;
import dev.preceptor.run.exported.Label;
import dev.preceptor.run.exported.ServiceMetric;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What services report for Prometheus, from where it is declared. */
final class PrometheusPage {

  private PrometheusPage() {}

  static ReferencePage of() {
    return ReferencePage.titled(
        "prometheus.md",
        "Metrics of the services",
        "Each service reports these for Prometheus under `/q/metrics`, on the port of `/q/health`."
            + " [Monitoring](../guides/monitoring.md) says how to scrape them, and has rules, alerts"
            + " and dashboards. A service reports Kafka's own metrics too (`kafka_consumer_*`,"
            + " `kafka_producer_*`, in reward-service `kafka_stream_*`), and Java's (`jvm_*`,"
            + " `process_*`, `system_*`), under Micrometer's names.",
        "## The services themselves",
        "Counters are there with 0 from the start, so that the first fault shows in a rate.",
        services(),
        "## The last step",
        "Gauges of learner-service, from the record of the last step that it committed. A name is"
            + " TRL's with the prefix `preceptor_`; `/` becomes `_`. A metric that the step"
            + " does not have is `NaN`. [Metrics](metrics.md) says what each means, in which unit,"
            + " and how to read it.",
        exported(ExportedMetric.OF_STEPS),
        "## The last evaluation",
        "Gauges of eval-service, from the record of the last evaluation that it wrote.",
        exported(ExportedMetric.OF_EVALUATIONS),
        "## Labels",
        "No label has the id of a group, of a worker or of a client, so that their number stays"
            + " small. Prometheus adds `instance` and `job`.",
        labels(),
        "## What is waited for",
        awaited());
  }

  private static String services() {
    var table = new MarkdownTable("metric", "type", "labels", "unit", "of", "meaning", "reading");
    for (ServiceMetric metric : ServiceMetric.values()) {
      table.row(
          code(metric.key()),
          metric.type().label(),
          metric.labels().stream()
              .map(label -> code(label.key()))
              .collect(Collectors.joining(", ")),
          metric.unit(),
          metric.services(),
          metric.text().meaning(),
          metric.text().reading());
    }
    return table.toString();
  }

  private static String exported(List<ExportedMetric> metrics) {
    var table = new MarkdownTable("metric", "label", "in the record");
    metrics.forEach(
        metric ->
            table.row(
                code(metric.name()),
                metric.label().map(label -> code(label.key())).orElse(""),
                code(metric.metric().key())));
    return table.toString();
  }

  private static String labels() {
    var table = new MarkdownTable("label", "values");
    Stream.of(Label.values()).forEach(label -> table.row(code(label.key()), label.meaning()));
    return table.toString();
  }

  private static String awaited() {
    var table = new MarkdownTable("`what`", "meaning");
    Stream.of(Awaited.values())
        .forEach(awaited -> table.row(code(awaited.label()), awaited.meaning()));
    return table.toString();
  }
}
