package dev.preceptor.models.algorithm;

import dev.preceptor.models.torch.ScriptPart;

/**
 * The part of Eq. 1 that every algorithm shares: PPO's clipped ratio, and the KL divergence to the
 * reference policy by the k3 estimator (Schulman, "Approximating KL divergence"). With ratio = exp(
 * log-probability - old), advantage A and d = reference - log-probability, a token's loss is
 * -min(ratio A, clip(ratio, 1 - epsilon, 1 + epsilon) A) + beta (exp(d) - d - 1).
 *
 * @param epsilon clipping range of the ratio around 1
 * @param beta weight of the KL divergence
 */
public record ClippedLoss(double epsilon, double beta) {

  /** The script with the method {@code clipped_loss}. */
  public static final ScriptPart SCRIPT = new ScriptPart(ClippedLoss.class, "clipped_loss.ts.py");

  /** With the ratio at 1, the gradient of a token's loss is that of its weighted likelihood. */
  public static final ClippedLoss LIKELIHOOD = new ClippedLoss(0.2, 0);
}
