package dev.preceptor.cli.models;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.LetterScore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of evaluating a model on questions.
 *
 * @param csv file of the questions
 * @param questions the questions, as they were asked
 * @param report the answers' grades and metrics, in the order of the questions
 * @param swapped whether each question was asked with another question's image
 * @param rejected number of rows that could not be used
 */
record QuestionReport(
    Path csv, List<Question> questions, BenchmarkReport report, boolean swapped, int rejected) {

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accuracy", report.accuracy());
    json.put("n", report.results().size());
    for (String name :
        List.of(
            "format",
            "constant_letter_accuracy",
            "mean_length",
            "clipped_ratio",
            "reasoned",
            "thinking_length",
            "seconds")) {
      json.put(name, report.metrics().get(name));
    }
    json.put("letters", LetterScore.of(report.results()));
    json.put("swapped_pictures", swapped);
    json.put("rejected", rejected);
    return json;
  }

  String text() {
    Map<String, Double> metrics = report.metrics();
    StringBuilder text = new StringBuilder();
    text.append(
        "accuracy       %5.1f %%  of %,d questions%s\n"
            .formatted(
                100 * report.accuracy(),
                report.results().size(),
                swapped ? ", each with another question's image" : ""));
    text.append(
        "same letter    %5.1f %%  (always answering the most common letter)\n"
            .formatted(100 * metrics.get("constant_letter_accuracy")));
    text.append("format         %5.1f %%\n".formatted(100 * metrics.get("format")));
    text.append(
        "truncated      %5.1f %%  (mean length %.0f tokens)\n"
            .formatted(100 * metrics.get("clipped_ratio"), metrics.get("mean_length")));
    text.append(
        "with reasoning %5.1f %%%s\n"
            .formatted(
                100 * metrics.get("reasoned"),
                metrics.containsKey("thinking_length")
                    ? "  (mean length %.0f tokens)".formatted(metrics.get("thinking_length"))
                    : ""));
    LetterScore.of(report.results())
        .forEach(
            (letter, score) ->
                text.append(
                    "answer is %c    %5.1f %%  of %,d\n"
                        .formatted(letter, 100 * score.accuracy(), score.n())));
    text.append("time           %.1f s".formatted(metrics.get("seconds")));
    if (rejected > 0) {
      text.append("\n%,d rows rejected".formatted(rejected));
    }
    return text.toString();
  }
}
