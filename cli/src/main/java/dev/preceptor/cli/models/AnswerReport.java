package dev.preceptor.cli.models;

import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.metric.Measure;
import dev.preceptor.vqa.metric.MeasureSummary;
import dev.preceptor.vqa.metric.ResponseMetric;
import dev.preceptor.vqa.metric.ResponseMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What graders and metrics say of an evaluation's answers.
 *
 * @param graders accuracies by the grader's name
 * @param measures measures of all answers, in their order, by the metric's name
 */
record AnswerReport(Map<String, Double> graders, Map<String, List<Measure>> measures) {

  /** Measures answers with the models in folders, one after the other. */
  static Map<String, List<Measure>> measures(
      Map<String, Path> folders, QuestionReport report, Compute compute) {
    Map<String, List<Measure>> measures = new LinkedHashMap<>();
    List<QuestionScore> answers = report.report().results();
    folders.forEach(
        (name, folder) -> {
          try (ResponseMetric metric = ResponseMetrics.load(name, folder, compute);
              EvaluationBar bar = new EvaluationBar(name, answers.size())) {
            List<Measure> all = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
              all.add(metric.of(answers.get(i).graded(report.questions().get(i))));
              bar.at(i + 1);
            }
            measures.put(name, all);
          }
        });
    return measures;
  }

  void addTo(Map<String, Object> json) {
    json.put("graders", graders);
    Map<String, Object> metrics = new LinkedHashMap<>();
    measures.forEach(
        (name, all) -> {
          MeasureSummary summary = MeasureSummary.of(all);
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("mean", orNull(summary.mean()));
          values.put("std", orNull(summary.std()));
          values.put("n", summary.n());
          metrics.put(name, values);
        });
    json.put("metrics", metrics);
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    graders.forEach(
        (name, accuracy) ->
            text.append("\ngraded by      %5.1f %%  %s".formatted(100 * accuracy, name)));
    measures.forEach((name, all) -> text.append('\n').append(text(name, all)));
    return text.toString();
  }

  private static String text(String name, List<Measure> all) {
    MeasureSummary summary = MeasureSummary.of(all);
    String measured =
        summary.mean().isEmpty()
            ? "-"
            : "%.3f ± %.3f"
                .formatted(summary.mean().getAsDouble(), summary.std().orElse(Double.NaN));
    Optional<String> why =
        all.stream().filter(measure -> measure.value().isEmpty()).map(Measure::why).findFirst();
    return "%-15s %s  of %,d answers%s"
        .formatted(
            name,
            measured,
            summary.n(),
            why.map(first -> "; the others could not be measured, the first because: " + first)
                .orElse(""));
  }
}
