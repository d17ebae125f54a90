package dev.preceptor.cli.reference;

import static dev.preceptor.cli.reference.MarkdownTable.code;

import dev.preceptor.models.Metric;
import dev.preceptor.models.training.PreferenceMetric;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import dev.preceptor.run.sentinel.SentinelAlarm;
import dev.preceptor.training.tuning.TuningMetric;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import java.util.stream.Stream;

/** Every metric, from where it is declared. */
final class MetricsPage {

  private MetricsPage() {}

  static ReferencePage of() {
    return ReferencePage.titled(
        "metrics.md",
        "Metrics",
        "[Read the metrics](../guides/read-the-metrics.md) explains how to use them together."
            + " `NAME` stands for the name of a reward, of a judge or of a kind of mistake. A"
            + " metric that TRL has too has TRL's name. A number that is not finite is written as"
            + " `null`.",
        "## A step of `preceptor train`",
        "One line per step in `runs/RUN/metrics.jsonl`, and one record per step in the topic"
            + " `RUN.training-steps`. In addition to the metrics, a line has `step`,"
            + " `policy_sha256` (of the weights after the step) and"
            + " `timestamp_millis` (since 1970). A step whose groups have all failed has no"
            + " metrics of responses, loss or tokens.",
        table("", StepMetric.values()),
        "From the optimizer. `preceptor step --json` prints these too; `preceptor sft` and"
            + " `preceptor dpo` have the first three.",
        table("", TrainingMetric.values()),
        "From the [sentinel](../guides/read-the-metrics.md#is-the-reward-being-exploited), unless"
            + " `sentinel` is `off`. The line of an evaluation has"
            + " `eval_sentinel/reward_without_accuracy`, the line of a step the others.",
        table("", SentinelAlarm.values()),
        "## An evaluation",
        "One line per evaluation in `metrics.jsonl`, with the prefix `eval_`, and with `step` for"
            + " the weights that were measured. The topic `RUN.evaluations` and `preceptor eval"
            + " --json` have the names without the prefix.",
        table("eval_", BenchmarkMetric.values()),
        "## `preceptor sft` and `preceptor dpo`",
        "The line of a step has `step`, `loss`, `grad_norm` and `learning_rate` as above, and the"
            + " first three metrics below. The line of an evaluation has the metrics of an"
            + " evaluation; with `prompt_template: judge` these are `eval_n`, `eval_accuracy` and"
            + " `eval_seconds`, and the last two metrics below with the prefix `eval_`.",
        table("", TuningMetric.values()),
        "## Preference pairs",
        "A step of `preceptor dpo` has these too, and `preceptor step --pairs --json` prints them"
            + " beside `loss`, `grad_norm` and `learning_rate`.",
        table("", PreferenceMetric.values()),
        "## Prometheus",
        "What the services of a run report under `/q/metrics` is in"
            + " [prometheus.md](prometheus.md).");
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
