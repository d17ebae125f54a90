package dev.preceptor.models.training;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.util.List;
import java.util.Map;

/** Trains a policy on scored groups, step after step. */
public interface Trainer extends AutoCloseable {

  /**
   * One optimizer step.
   *
   * @param groups at least one, by slot
   * @throws dev.preceptor.models.NotFiniteException if a figure of the step is not finite
   */
  OptimizerStep step(List<TrainingGroup> groups, double learningRate);

  /** Whether a group moves the weights even if all its advantages are 0: by the KL divergence. */
  boolean learnsWithoutAdvantages();

  /**
   * The policy as it is published.
   *
   * @throws dev.preceptor.models.NotFiniteException if a weight is not finite
   */
  MemoryModel policy();

  /** All that training needs to continue bit for bit. */
  Map<String, HostTensor> state();

  /** Restores what {@link #state} returned. */
  void restore(Map<String, HostTensor> state);

  @Override
  void close();
}
