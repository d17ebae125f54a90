package dev.preceptor.models.algorithm;

import java.util.Arrays;

/**
 * Group Relative Policy Optimization (the paper's Eq. 1 and 2): the advantage is the reward's
 * distance from the group's mean in units of the group's standard deviation; token losses are
 * averaged within each response, then over responses.
 */
public record Grpo() implements Algorithm {

  /** Avoids huge advantages in groups whose rewards hardly differ; same value as in TRL. */
  private static final double STD_EPSILON = 1e-4;

  @Override
  public String name() {
    return "grpo";
  }

  /** (r - mean) / (std + 1e-4), with the unbiased standard deviation. */
  @Override
  public double[] advantages(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElse(0);
    double squares = Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
    double std = rewards.length < 2 ? 0 : Math.sqrt(squares / (rewards.length - 1));
    return Arrays.stream(rewards).map(r -> (r - mean) / (std + STD_EPSILON)).toArray();
  }

  @Override
  public double tokenWeight(int tokens, int responses, int maxCompletionLength) {
    return 1.0 / ((double) tokens * responses);
  }
}
