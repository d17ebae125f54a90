package dev.preceptor.models.training;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/** What a step on pairs reports beside its loss and gradients, by TRL's names. */
public enum PreferenceMetric implements Metric {
  REWARDS_CHOSEN(
      "rewards/chosen",
      "mean over pairs of `beta` times how much likelier the policy makes the chosen response than"
          + " the reference does, in nats",
      "Starts at 0. It may fall while `rewards/margins` grows: then both responses become less"
          + " likely, the rejected one faster."),
  REWARDS_REJECTED(
      "rewards/rejected", "the same of the rejected responses", "Starts at 0 and falls."),
  REWARDS_ACCURACIES(
      "rewards/accuracies",
      "share of pairs whose chosen response has a strictly greater reward than the rejected one",
      "0 before the first step, since both rewards are 0; then it rises towards 1."),
  REWARDS_MARGINS(
      "rewards/margins",
      "mean of `rewards/chosen` minus `rewards/rejected`",
      "Grows. If it grows without bound while the benchmark falls, raise `beta` or stop earlier."),
  LOGPS_CHOSEN(
      "logps/chosen",
      "mean over pairs of the sum of the chosen response's log-probabilities, in nats",
      "If it falls far, the policy forgets how to answer: lower `learning_rate`."),
  LOGPS_REJECTED(
      "logps/rejected", "the same of the rejected responses", "Falls faster than `logps/chosen`.");

  private final MetricText text;

  PreferenceMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
