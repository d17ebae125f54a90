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
  SECONDS(
      "seconds",
      "seconds in which the answers were computed, added over the workers that shared them",
      "The time that an evaluation costs, without loading models and without metrics' models."),
  GRADER_ACCURACY(
      "graders/NAME/accuracy",
      "share of the same answers that are correct by one of the recipe's `graders`",
      "`preceptor` is `accuracy`. If the others are much higher, answers are right and their form is"
          + " not; see [grading](grading.md)."),
  METRIC_MEAN(
      "metrics/NAME/mean",
      "mean of one of the recipe's `metrics` over the answers that could be measured; missing if"
          + " none could. `similarity_answer` is the similarity of the answer itself where there is"
          + " no reasoning, starred in reports and never part of `similarity`",
      "The paper's Appendix B. Look at `metrics/NAME/n` first: a mean over few of the answers is one"
          + " of those that reason."),
  METRIC_STD(
      "metrics/NAME/std",
      "their standard deviation, with n - 1 in the denominator; missing below two",
      "The ± of the paper's Table 1: it is over answers, and no error of the mean."),
  METRIC_N(
      "metrics/NAME/n",
      "how many answers could be measured; the others have no reasoning, or the metric's model"
          + " could not process it",
      "An answer without a value never counts as 0.");

  private final MetricText text;

  BenchmarkMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
