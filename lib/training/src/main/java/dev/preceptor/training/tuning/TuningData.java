package dev.preceptor.training.tuning;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.vqa.Rejected;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a run learns from and is measured with.
 *
 * @param <E> an example
 */
public interface TuningData<E> {

  /** The number of examples. */
  int size();

  /** An example for the trainer. */
  E example(int index);

  /** Tokens of an example, its prompt included. */
  int tokens(E example);

  /** Rejected rows, with the reasons. */
  List<Rejected> rejected();

  /** SHA-256 of all that the trainer is given: tokens and resized images, in order. */
  String sha256();

  /** SHA-256 of what it is measured with. */
  String testSha256();

  /**
   * Evaluates the current weights: {@code n}, {@code accuracy} and other metrics.
   *
   * @param stop polled during the evaluation
   * @throws java.util.concurrent.CancellationException once {@code stop} is true
   */
  Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop);
}
