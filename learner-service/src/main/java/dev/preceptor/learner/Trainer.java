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

  /** All that learning needs to go on bit for bit. */
  Map<String, HostTensor> state();

  /** Takes back what {@link #state} gave. */
  void restore(Map<String, HostTensor> state);

  @Override
  void close();
}
