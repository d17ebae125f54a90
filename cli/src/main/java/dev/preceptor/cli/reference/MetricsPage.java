package dev.preceptor.cli.reference;

import static dev.preceptor.cli.reference.MarkdownTable.code;

import dev.preceptor.models.Metric;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import dev.preceptor.scoring.judging.JudgeMetric;
import dev.preceptor.training.sft.SupervisedMetric;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import java.util.stream.Stream;

/** Every metric, from where it is declared. */
final class MetricsPage {

  private MetricsPage() {}

  static ReferencePage of() {
    return ReferencePage.titled(
        "metrics.md",
        "Metrics",
        "How to use them together is in [Read the metrics](../guides/read-the-metrics.md). `NAME`"
            + " stands for a reward's, a judge's or a kind's name. Names are TRL's where TRL has"
            + " one. A number that is not finite is written as `null`.",
        "## A step of `preceptor train`",
        "In `runs/RUN/metrics.jsonl` a line a step, and in the topic `RUN.training-steps`. Beside"
            + " the metrics a line has `step`, `policy_sha256` (of the weights after the step) and"
            + " `timestamp_millis` (since 1970). A step whose groups have all failed has no"
            + " metrics of responses, loss or tokens.",
        table("", StepMetric.values()),
        "From the optimizer. `preceptor step --json` prints these too; `preceptor sft` has the first"
            + " three.",
        table("", TrainingMetric.values()),
        "## An evaluation",
        "In `metrics.jsonl` a line an evaluation, with the prefix `eval_` and `step` for the"
            + " weights that were measured; without the prefix in the topic `RUN.evaluations` and"
            + " in what `preceptor eval --json` prints.",
        table("eval_", BenchmarkMetric.values()),
        "## `preceptor sft`",
        "A line a step has `step`, `loss`, `grad_norm` and `learning_rate` as above, and these; a"
            + " line an evaluation has the metrics of an evaluation. With `prompt_template: judge`"
            + " that is `eval_n`, `eval_accuracy`, `eval_seconds` and the last two of these with"
            + " the prefix `eval_`.",
        table("", SupervisedMetric.values()),
        "## Prometheus: judge-service",
        "Under `/q/metrics` of each judge-service, with the label `judge`, beside Kafka's own"
            + " (`kafka_consumer_*`) and the virtual machine's. The other services have"
            + " `/q/health` only.",
        table("", JudgeMetric.values()));
  }

  private static String table(String prefix, Metric... metrics) {
    var table = new MarkdownTable("metric", "meaning", "how to read it");
    Stream.of(metrics)
        .forEach(
            metric ->
                table.row(
                    code(prefix + metric.key()), metric.text().meaning(), metric.text().reading()));
    return table.toString();
  }
}
