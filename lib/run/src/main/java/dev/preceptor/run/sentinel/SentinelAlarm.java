package dev.preceptor.run.sentinel;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;
import java.util.Locale;

/**
 * The alarms, each with the metric that leads up to it. Its value is the figure as a share of its
 * limit, from 0 on: at 1 the alarm is raised.
 */
public enum SentinelAlarm implements Metric {
  REWARD_WITHOUT_ACCURACY(
      "the reward rises while held-out accuracy is no better than before the run, or has fallen"
          + " since its best evaluation; of an evaluation",
      "read responses with preceptor show; lower the weight of the reward that rose, or stop at"
          + " the checkpoint of the best evaluation"),
  LENGTH_DRIFT(
      "the mean length of responses has moved by more than accuracy in training explains",
      "compare the longest responses with preceptor samples; lower the weight of a reward for"
          + " length, set its cap, or use algorithm dr_grpo"),
  REPETITION(
      "responses repeat themselves more than at first",
      "read responses with preceptor show; lower the weight of a reward for length, or"
          + " max_completion_length"),
  ENTROPY_COLLAPSE(
      "the policy gives the same response again and again while many answers are wrong",
      "resume from an earlier checkpoint with a lower learning_rate, a higher temperature or a"
          + " higher beta"),
  CROWDED_OUT(
      "the reward rises while one of its criteria falls below what it had reached",
      "lower the weight of the criterion that rose, or raise that of the one that fell");

  private final MetricText text;
  private final String advice;

  SentinelAlarm(String meaning, String advice) {
    this.advice = advice;
    text =
        new MetricText(
            "sentinel/" + name().toLowerCase(Locale.ROOT),
            "how near the alarm is: " + meaning,
            "Below 1. At 1 and above the alarm is raised: %s.".formatted(advice));
  }

  @Override
  public MetricText text() {
    return text;
  }

  /** Its name in reports and in the label {@code alarm}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What to do about it, a clause. */
  public String advice() {
    return advice;
  }
}
