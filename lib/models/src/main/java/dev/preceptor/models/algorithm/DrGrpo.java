package dev.preceptor.models.algorithm;

import java.util.Arrays;

/**
 * Dr.GRPO (the paper's Eq. 3; Liu et al., 2025): the advantage is not divided by the standard
 * deviation, and token losses are divided by a constant length, which removes the bias towards easy
 * questions and by response length.
 */
public record DrGrpo() implements Algorithm {

  @Override
  public String name() {
    return "dr_grpo";
  }

  /** r - mean. */
  @Override
  public double[] advantages(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElse(0);
    return Arrays.stream(rewards).map(r -> r - mean).toArray();
  }

  @Override
  public double tokenWeight(int tokens, int responses, int maxCompletionLength) {
    return 1.0 / ((double) maxCompletionLength * responses);
  }
}
