package dev.preceptor.training.tuning;

import dev.preceptor.models.training.TrainingMetric;
import java.util.Map;

/**
 * One optimizer step.
 *
 * @param step counted from 1
 * @param maxSteps steps of the run
 * @param epoch passes over the examples so far
 * @param metrics of the trainer by TRL's names: {@code loss}, {@code grad_norm}, {@code
 *     learning_rate} and others, in the order in which they are written
 * @param tokens number of tokens of prompts and answers
 * @param seconds duration
 */
public record TuningStep(
    int step,
    int maxSteps,
    double epoch,
    Map<String, Double> metrics,
    long tokens,
    double seconds) {

  /** The loss. */
  public double loss() {
    return metrics.get(TrainingMetric.LOSS.key());
  }

  /** The learning rate of this step. */
  public double learningRate() {
    return metrics.get(TrainingMetric.LEARNING_RATE.key());
  }

  /** Whether it could change a weight: it had a learning rate and gradients. */
  public boolean hasEffect() {
    return learningRate() != 0 && metrics.get(TrainingMetric.GRAD_NORM.key()) != 0;
  }
}
