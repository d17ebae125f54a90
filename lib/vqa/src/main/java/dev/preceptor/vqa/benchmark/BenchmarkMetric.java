package dev.preceptor.vqa.benchmark;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/** What a benchmark reports of a policy. */
public enum BenchmarkMetric implements Metric {
  N("n", "questions that were asked", "Compare accuracies only over the same questions."),
  ACCURACY(
      "accuracy",
      "share of questions answered correctly with greedy decoding",
      "The main result. With n questions its standard error is about √(accuracy · (1 -"
          + " accuracy) / n): 3.5 points at 200 questions."),
  FORMAT(
      "format",
      "share of answers in the form `<think>…</think><answer>…</answer>`",
      "Near 1 after the first steps. If it is lower, answers are wrong because of their form, not"
          + " their content."),
  CONSTANT_LETTER_ACCURACY(
      "constant_letter_accuracy",
      "the accuracy of always answering the most common correct letter",
      "An accuracy near it means that the model has learned nothing about the questions."),
  MEAN_LENGTH(
      "mean_length",
      "mean tokens of an answer",
      "Compare it with `completions/mean_length`; a jump is a change of answering style."),
  CLIPPED_RATIO(
      "clipped_ratio",
      "share of answers cut at `max_completion_length`",
      "Above a few percent, raise `max_completion_length`: a cut answer counts as wrong."),
  REASONED(
      "reasoned",
      "share of answers with text between `<think>` and `</think>`",
      "The other metrics of reasoning are means over these answers alone. Near 0, as after"
          + " supervised fine-tuning on bare answers, they say little."),
  THINKING_LENGTH(
      "thinking_length",
      "mean tokens of the reasoning, over the answers that have one; missing if none has",
      "The paper's thinking token length. Read it with `accuracy`: longer reasoning that answers no"
          + " better is what a length reward buys."),
  SECONDS("seconds", "wall-clock seconds of the evaluation", "The time that an evaluation costs.");

  private final MetricText text;

  BenchmarkMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
