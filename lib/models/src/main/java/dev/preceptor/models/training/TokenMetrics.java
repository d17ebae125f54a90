package dev.preceptor.models.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Sums over the sampled tokens of a step, and the means that TRL reports of them. */
final class TokenMetrics {

  private final double epsilon;
  private long tokens;
  private double kl;
  private double entropy;
  private long low;
  private long high;
  private double difference;
  private double largestDifference;

  TokenMetrics(double epsilon) {
    this.epsilon = epsilon;
  }

  /**
   * One token.
   *
   * @param logprob under the learning policy
   * @param old what stands under the ratio
   * @param reference under the reference policy
   * @param behaviour what the sampler said
   */
  void add(
      double logprob,
      double old,
      double reference,
      double behaviour,
      double tokenEntropy,
      double advantage) {
    tokens++;
    double log = reference - logprob;
    kl += Math.exp(log) - log - 1;
    entropy += tokenEntropy;
    double ratio = Math.exp(logprob - old);
    low += ratio < 1 - epsilon && advantage < 0 ? 1 : 0;
    high += ratio > 1 + epsilon && advantage > 0 ? 1 : 0;
    difference += Math.abs(logprob - behaviour);
    largestDifference = Math.max(largestDifference, Math.abs(logprob - behaviour));
  }

  Map<String, Double> means(boolean withReference) {
    double n = Math.max(1, tokens);
    Map<String, Double> out = new LinkedHashMap<>();
    if (withReference) {
      out.put(TrainingMetric.KL.key(), kl / n);
    }
    out.put(TrainingMetric.ENTROPY.key(), entropy / n);
    out.put(TrainingMetric.CLIP_LOW_MEAN.key(), low / n);
    out.put(TrainingMetric.CLIP_LOW_MIN.key(), low / n);
    out.put(TrainingMetric.CLIP_HIGH_MEAN.key(), high / n);
    out.put(TrainingMetric.CLIP_HIGH_MAX.key(), high / n);
    out.put(TrainingMetric.CLIP_REGION_MEAN.key(), (low + high) / n);
    out.put(TrainingMetric.SAMPLING_DIFFERENCE_MEAN.key(), difference / n);
    out.put(TrainingMetric.SAMPLING_DIFFERENCE_MAX.key(), largestDifference);
    return out;
  }
}
