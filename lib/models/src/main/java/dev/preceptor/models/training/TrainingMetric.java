package dev.preceptor.models.training;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/** What an optimizer step reports of its loss, its gradients and its tokens, by TRL's names. */
public enum TrainingMetric implements Metric {
  LOSS(
      "loss",
      "the loss that was minimised: GRPO's or Dr.GRPO's, the mean negative log-likelihood of a"
          + " supervised batch, or DPO's",
      "In reinforcement learning it stays near 0 and shows no progress: look at `reward`. In"
          + " supervised training it falls, and in DPO it falls from ln 2."),
  GRAD_NORM(
      "grad_norm",
      "norm of all gradients before clipping to `max_grad_norm`",
      "Steady is good. If it is far above `max_grad_norm` in every step, clipping decides the"
          + " size of the step; if it jumps and `reward` falls, lower `learning_rate`. 0 means"
          + " that the responses of every group had equal rewards."),
  LEARNING_RATE(
      "learning_rate",
      "the learning rate of this step",
      "Follows `lr_scheduler_type` and `warmup_steps`. A replayed step has the same rate as"
          + " before."),
  KL(
      "kl",
      "mean over tokens of the KL divergence from the initial policy, in nats, by the k3"
          + " estimator; missing if `beta` is 0",
      "Grows slowly from 0. A jump means that the policy has moved far from the initial one:"
          + " lower `learning_rate` or raise `beta`."),
  ENTROPY(
      "entropy",
      "mean entropy of the next-token distribution over sampled tokens, in nats",
      "Falls slowly as the policy becomes more confident. Near 0, the responses of a group are"
          + " alike and"
          + " nothing more is learned (see `frac_reward_zero_std`). Growth without bound means"
          + " that the"
          + " policy becomes random: lower `learning_rate`."),
  CLIP_LOW_MEAN(
      "clip_ratio/low_mean",
      "share of tokens with a negative advantage whose importance ratio is below 1 - `epsilon`",
      "0 with `staleness: 0`. With staleness, a few percent; more means that steps are too large."),
  CLIP_LOW_MIN(
      "clip_ratio/low_min",
      "the same value: TRL reports the minimum over its processes, and there is only one learner",
      "As `clip_ratio/low_mean`."),
  CLIP_HIGH_MEAN(
      "clip_ratio/high_mean",
      "share of tokens with a positive advantage whose importance ratio is above 1 + `epsilon`",
      "As `clip_ratio/low_mean`."),
  CLIP_HIGH_MAX(
      "clip_ratio/high_max",
      "the same value: TRL reports the maximum over its processes, and there is only one learner",
      "As `clip_ratio/low_mean`."),
  CLIP_REGION_MEAN(
      "clip_ratio/region_mean",
      "share of tokens that are clipped on either side",
      "As `clip_ratio/low_mean`."),
  SAMPLING_DIFFERENCE_MEAN(
      "sampling/sampling_logp_difference/mean",
      "mean absolute difference between the sampler's and the learner's log-probability of a"
          + " token, in nats",
      "With `staleness: 0` and float32 on a CPU it comes from the order of additions, about 1e-6."
          + " Much more means that the two do not compute with the same weights or settings."
          + " With `lora_dropout` it shows how much the dropout changes."),
  SAMPLING_DIFFERENCE_MAX(
      "sampling/sampling_logp_difference/max",
      "the largest such difference of any token of the step, in nats",
      "Near 1e-5 with `staleness: 0` on a CPU. With staleness it includes what the policy has"
          + " learned in the meantime.");

  private final MetricText text;

  TrainingMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
