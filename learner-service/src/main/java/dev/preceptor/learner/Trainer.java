package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.training.TrainingGroup;
import java.util.List;
import java.util.Map;

/** A policy that learns. */
public interface Trainer extends AutoCloseable {

  /**
   * One optimizer step.
   *
   * @param groups at least one, by slot
   * @return metrics by TRL's names
   */
  Map<String, Double> step(List<TrainingGroup> groups, double learningRate);

  /** The policy as it is published. */
  MemoryModel policy();

  /** All that training needs to continue bit for bit. */
  Map<String, HostTensor> state();

  /** Restores what {@link #state} returned. */
  void restore(Map<String, HostTensor> state);

  @Override
  void close();
}
