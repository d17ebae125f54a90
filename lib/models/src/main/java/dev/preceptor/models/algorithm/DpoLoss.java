package dev.preceptor.models.algorithm;

/**
 * Direct Preference Optimization (Rafailov et al., 2023), the sigmoid loss of a pair. With the sums
 * of log-probabilities of the chosen and the rejected response under the policy (π) and the
 * reference (ref), and z = beta ((π(chosen) - ref(chosen)) - (π(rejected) - ref(rejected))), the
 * loss is -(1 - labelSmoothing) log σ(z) - labelSmoothing log σ(-z). TRL: {@code loss_type:
 * sigmoid}.
 *
 * @param beta how far the policy may move from the reference: less with a larger one
 * @param labelSmoothing the share of pairs whose preference is taken to be the wrong way round
 */
public record DpoLoss(double beta, double labelSmoothing) {

  /**
   * The sums of a response's log-probabilities.
   *
   * @param policy under the policy
   * @param reference under the reference
   */
  public record Sums(double policy, double reference) {

    /** How much likelier the policy makes the response than the reference, in nats. */
    double gain() {
      return policy - reference;
    }
  }

  /** The implicit reward of a response: beta times its gain. */
  public double reward(Sums response) {
    return beta * response.gain();
  }

  /** The loss of a pair. */
  public double loss(Sums chosen, Sums rejected) {
    double z = reward(chosen) - reward(rejected);
    return -(1 - labelSmoothing) * logSigmoid(z) - labelSmoothing * logSigmoid(-z);
  }

  /**
   * The derivative of the loss by the policy's sum of the chosen response; by that of the rejected
   * one it has the other sign.
   */
  public double slope(Sums chosen, Sums rejected) {
    double z = reward(chosen) - reward(rejected);
    return beta * (-(1 - labelSmoothing) * sigmoid(-z) + labelSmoothing * sigmoid(z));
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static double logSigmoid(double z) {
    return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));
  }
}
