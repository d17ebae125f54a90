package dev.preceptor.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.language.PackedTokens;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * What the loss knows of each completion token, beside the model's log-probability; every array
 * [completion tokens] in the packed order.
 *
 * @param old log-probabilities that stand under the ratio, where they are not the policy's own
 * @param reference log-probabilities of the frozen reference
 * @param advantages of the response that the token belongs to
 * @param weights the token's share of the loss
 */
record TokenTerms(NDArray old, NDArray reference, NDArray advantages, NDArray weights) {

  /**
   * Terms of which only advantage and share matter; each is a function of (sequence, completion).
   */
  static TokenTerms of(
      PtNDManager scratch,
      PackedTokens tokens,
      ToDoubleBiFunction<Integer, Integer> advantage,
      ToDoubleBiFunction<Integer, Integer> weight) {
    NDArray none = scratch.zeros(tokens.targets().getShape());
    return new TokenTerms(
        none,
        none,
        scratch.create(spread(tokens, advantage)),
        scratch.create(spread(tokens, weight)));
  }

  TokenTerms withOld(NDArray values) {
    return new TokenTerms(values, reference, advantages, weights);
  }

  TokenTerms withReference(NDArray values) {
    return new TokenTerms(old, values, advantages, weights);
  }

  private static float[] spread(
      PackedTokens tokens, ToDoubleBiFunction<Integer, Integer> ofCompletion) {
    return tokens.pack(
        IntStream.range(0, tokens.sequences().size())
            .mapToObj(s -> rows(tokens.sequences().get(s).completions(), s, ofCompletion))
            .toList());
  }

  private static List<float[]> rows(
      List<int[]> completions, int sequence, ToDoubleBiFunction<Integer, Integer> ofCompletion) {
    return IntStream.range(0, completions.size())
        .mapToObj(
            i -> {
              float[] row = new float[completions.get(i).length];
              Arrays.fill(row, (float) ofCompletion.applyAsDouble(sequence, i));
              return row;
            })
        .toList();
  }
}
