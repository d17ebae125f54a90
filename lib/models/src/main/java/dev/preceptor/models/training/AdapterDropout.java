package dev.preceptor.models.training;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.language.AdapterNames;
import dev.preceptor.models.sampling.RandomStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out a share of an adapter's inputs in training and scales the others up, as PEFT's {@code
 * lora_dropout} does. Which are left out follows from the seed, the step, the pass, the layer and
 * the input's place, so that a step that is repeated or recomputed leaves out the same.
 *
 * @param share of the inputs, from 0 to below 1
 * @param seed of the run
 */
public record AdapterDropout(double share, long seed) {

  /** Nothing is left out. */
  public static final AdapterDropout NONE = new AdapterDropout(0, 0);

  private static final double ALL = 0x1p32;
  private static final long LOW = 0xFFFFFFFFL;

  /**
   * What the script needs for a pass, by the names that it knows.
   *
   * @param weights names of the weights that have adapters
   * @param step the steps that were taken before
   */
  Map<String, PtNDArray> of(PtNDManager scratch, List<String> weights, long step, int pass) {
    Map<String, PtNDArray> out = new LinkedHashMap<>();
    if (share > 0) {
      long stream = RandomStream.seed(seed, step, pass);
      for (int i = 0; i < weights.size(); i++) {
        out.put(
            AdapterNames.dropout(weights.get(i)),
            (PtNDArray) scratch.create(numbers(RandomStream.seed(stream, i, 0))));
      }
    }
    return out;
  }

  /** The share times 2^32, and the two halves of a seed. */
  private long[] numbers(long of) {
    return new long[] {(long) (share * ALL), of & LOW, of >>> Integer.SIZE};
  }
}
