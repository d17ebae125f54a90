package dev.preceptor.training.tuning;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.BatchTrainer;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;

/**
 * A way to learn from examples.
 *
 * @param <E> an example
 */
public interface Tuning<E> {

  /** The job of its recipes. */
  Job job();

  /**
   * Reads the examples and the test questions.
   *
   * @param recipe with its questions or statements in files
   * @param model the model that the run starts from; its weights are not read
   * @throws dev.preceptor.models.InputException if a file cannot be used
   */
  TuningData<E> data(Recipe recipe, ModelSource model, Processor processor);

  /**
   * The trainer, before the first step.
   *
   * @param start the model that the run starts from, with an adapter if that is to learn
   */
  BatchTrainer<E> trainer(Recipe recipe, ModelSource start, Compute compute);
}
