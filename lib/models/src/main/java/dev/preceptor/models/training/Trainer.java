package dev.preceptor.models.training;

/** Trains a policy on scored groups, step after step. */
public interface Trainer extends BatchTrainer<TrainingGroup> {

  /** Whether a group moves the weights even if all its advantages are 0: by the KL divergence. */
  boolean learnsWithoutAdvantages();
}
