package dev.preceptor.models.training;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.util.List;
import java.util.Map;

/**
 * Trains a policy on batches, step after step.
 *
 * @param <E> what it learns from
 */
public interface BatchTrainer<E> extends AutoCloseable {

  /**
   * One optimizer step.
   *
   * @param batch at least one, in an order that does not change
   * @throws dev.preceptor.models.NotFiniteException if a figure of the step is not finite; the
   *     weights have not moved then, but the trainer cannot be used any more
   */
  OptimizerStep step(List<E> batch, double learningRate);

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
