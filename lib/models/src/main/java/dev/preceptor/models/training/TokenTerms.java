package dev.preceptor.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.language.PackedTokens;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * The loss's inputs for each completion token, besides the model's log-probability; every array is
 * [completion tokens] in packed order.
 *
 * @param old the log-probabilities in the ratio's denominator, if they are not the policy's own
 * @param reference log-probabilities under the frozen reference
 * @param advantages the advantage of the token's response
 * @param weights the token's weight in the loss
 */
record TokenTerms(NDArray old, NDArray reference, NDArray advantages, NDArray weights) {

  /** Terms with only advantages and weights; each is a function of (sequence, completion). */
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
