package dev.preceptor.models.algorithm;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * Dr.GRPO (the paper's Eq. 3; Liu et al., 2025): no standard deviation in the advantage, and tokens
 * are summed over a constant length, so neither easy questions nor long answers weigh more.
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
  public NDArray reduce(NDArray tokenLoss, NDArray mask, int maxCompletionLength) {
    return tokenLoss.mul(mask).sum().div(mask.getShape().get(0) * (float) maxCompletionLength);
  }
}
