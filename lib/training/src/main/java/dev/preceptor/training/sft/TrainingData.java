package dev.preceptor.training.sft;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.vqa.Rejected;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The training and test data of a supervised run. */
interface TrainingData {

  /** The number of examples. */
  int size();

  /** An example for the trainer. */
  Example example(int index);

  /** Rejected rows, with the reasons. */
  List<Rejected> rejected();

  /**
   * Evaluates the current weights: {@code n}, {@code accuracy} and other metrics.
   *
   * @param stop polled during the evaluation
   * @throws java.util.concurrent.CancellationException once {@code stop} is true
   */
  Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop);
}
