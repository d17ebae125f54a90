package dev.preceptor.training.sft;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.vqa.Rejected;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What a supervised run learns from, and what it is measured with. */
interface Lessons {

  /** How many examples there are. */
  int size();

  /** One of them, ready for the trainer. */
  Example example(int index);

  /** Rows that are not learnt from, with the reasons. */
  List<Rejected> rejected();

  /**
   * Measures the present weights: {@code n}, {@code accuracy} and what else there is to tell.
   *
   * @param stop asked now and then
   * @throws java.util.concurrent.CancellationException once it says so
   */
  Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop);
}
