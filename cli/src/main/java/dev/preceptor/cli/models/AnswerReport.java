package dev.preceptor.cli.models;

import dev.preceptor.vqa.benchmark.EvaluationFigures;
import dev.preceptor.vqa.metric.MeasureSummary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What graders and metrics say of an evaluation's answers.
 *
 * @param figures of the answers
 */
record AnswerReport(EvaluationFigures figures) {

  /** Marks what was taken on answers, because they have no reasoning. */
  private static final String STAR = "*";

  void addTo(Map<String, Object> json) {
    json.put("graders", figures.graders());
    Map<String, Object> metrics = new LinkedHashMap<>();
    figures
        .measures()
        .forEach(
            (name, summary) -> {
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
    figures
        .graders()
        .forEach(
            (name, accuracy) ->
                text.append("\ngraded by      %5.1f %%  %s".formatted(100 * accuracy, name)));
    figures.measures().forEach((name, summary) -> text.append('\n').append(text(name, summary)));
    return text.toString();
  }

  private String text(String name, MeasureSummary summary) {
    if (name.endsWith(EvaluationFigures.OF_ANSWER)) {
      String metric = name.substring(0, name.length() - EvaluationFigures.OF_ANSWER.length());
      return "%-15s %s%s  of %,d answers without reasoning: on the answer itself, not part of %s"
          .formatted(metric + STAR, text(summary), STAR, summary.n(), metric);
    }
    return "%-15s %s  of %,d answers%s"
        .formatted(
            name,
            text(summary),
            summary.n(),
            figures
                .reasons(name)
                .findFirst()
                .map(first -> "; the others could not be measured, the first because: " + first)
                .orElse(""));
  }

  private static String text(MeasureSummary summary) {
    return summary.mean().isEmpty()
        ? "-"
        : "%.3f ± %.3f".formatted(summary.mean().getAsDouble(), summary.std().orElse(Double.NaN));
  }
}
