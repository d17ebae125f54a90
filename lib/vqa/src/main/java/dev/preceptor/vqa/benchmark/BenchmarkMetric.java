package dev.preceptor.vqa.benchmark;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/** What a benchmark reports of a policy. */
public enum BenchmarkMetric implements Metric {
  N("n", "questions that were asked", "Two accuracies compare only over the same questions."),
  ACCURACY(
      "accuracy",
      "share of questions answered rightly, greedily decoded",
      "The figure to look at. With n questions its standard error is about √(accuracy · (1 -"
          + " accuracy) / n): 3.5 points at 200 questions."),
  FORMAT(
      "format",
      "share of answers in the form `<think>…</think><answer>…</answer>`",
      "Near 1 after the first steps. Below it, accuracy is lost to the form, not to knowledge."),
  CONSTANT_LETTER_ACCURACY(
      "constant_letter_accuracy",
      "what always answering the commonest right letter would score",
      "An accuracy near it shows no understanding."),
  MEAN_LENGTH(
      "mean_length",
      "mean tokens of an answer",
      "Compare it with `completions/mean_length`; a jump is a change of answering style."),
  CLIPPED_RATIO(
      "clipped_ratio",
      "share of answers that reached `max_completion_length` without an end",
      "Above a few percent, raise `max_completion_length`: a cut answer counts as wrong."),
  SECONDS("seconds", "wall clock of the measurement, seconds", "What an evaluation costs.");

  private final MetricText text;

  BenchmarkMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
