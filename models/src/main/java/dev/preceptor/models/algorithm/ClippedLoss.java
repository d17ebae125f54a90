package dev.preceptor.models.algorithm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.Optional;

/**
 * The part of Eq. 1 that every algorithm shares: PPO's clipped ratio, and the KL divergence to the
 * reference policy by the k3 estimator (Schulman, "Approximating KL divergence").
 *
 * @param epsilon how far the ratio may leave 1 before its gradient stops
 * @param beta weight of the KL divergence
 */
public record ClippedLoss(double epsilon, double beta) {

  /**
   * Loss of each token [group, completion].
   *
   * @param logprobs of the policy that learns, with gradients [group, completion]
   * @param oldLogprobs of the policy that sampled [group, completion]
   * @param refLogprobs of the frozen reference [group, completion]; needed where beta is not 0
   * @param advantages [group, 1]
   */
  public NDArray perToken(
      NDArray logprobs, NDArray oldLogprobs, Optional<NDArray> refLogprobs, NDArray advantages) {
    NDArray ratio = logprobs.sub(oldLogprobs).exp();
    NDArray clipped = ratio.clip(1 - epsilon, 1 + epsilon);
    NDArray loss = NDArrays.minimum(ratio.mul(advantages), clipped.mul(advantages)).neg();
    if (refLogprobs.isEmpty()) {
      return loss;
    }
    NDArray log = refLogprobs.get().sub(logprobs);
    return loss.add(log.exp().sub(log).sub(1).mul(beta));
  }
}
