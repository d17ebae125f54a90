package dev.preceptor.models.training;

import java.util.List;

/** Trains a policy on scored groups, step after step. */
public interface Trainer extends BatchTrainer<TrainingGroup> {

  /** Whether a group moves the weights even if all its advantages are 0: by the KL divergence. */
  boolean learnsWithoutAdvantages();

  /**
   * Takes groups into the next step: computes their gradients, and leaves the weights as they are.
   * What the step makes depends on how its groups are divided into calls, and not on when these
   * come.
   *
   * @param groups at least one, in an order that does not change
   */
  void add(List<TrainingGroup> groups);

  /**
   * Ends the step: moves the weights by the mean of the gradients of the groups that were added.
   *
   * @throws IllegalStateException if none was added
   * @throws dev.preceptor.models.NotFiniteException if a figure of the step is not finite; the
   *     weights have not moved then, but the trainer cannot be used any more
   */
  OptimizerStep finish(double learningRate);

  @Override
  default OptimizerStep step(List<TrainingGroup> groups, double learningRate) {
    add(groups);
    return finish(learningRate);
  }
}
