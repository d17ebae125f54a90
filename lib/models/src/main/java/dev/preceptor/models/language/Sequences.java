package dev.preceptor.models.language;

import java.nio.IntBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A prompt and its completions.
 *
 * @param completions token ids of each completion, none of them empty; an empty list if only the
 *     prompt is needed
 * @param given number of tokens at the start of each completion that are not scored, fewer than it
 *     has; empty if all are scored. If it is not empty, completions that differ only in their last
 *     token are computed once.
 */
public record Sequences(TokenizedPrompt prompt, List<int[]> completions, List<Integer> given) {

  /** Sequences in which every completion token is scored. */
  public Sequences(TokenizedPrompt prompt, List<int[]> completions) {
    this(prompt, completions, List.of());
  }

  /**
   * Number of tokens that a pass computes; without each completion's last token, which predicts
   * nothing.
   */
  public int tokens() {
    int[] computedAs = computedAs();
    return prompt.ids().length
        + IntStream.range(0, completions.size())
            .filter(i -> computedAs[i] == i)
            .map(i -> completions.get(i).length - 1)
            .sum();
  }

  /** The index of a completion's first scored token. */
  int from(int completion) {
    return given.isEmpty() ? 0 : given.get(completion);
  }

  /** For each completion the index of the first one with the same computation; often its own. */
  int[] computedAs() {
    int[] itself = IntStream.range(0, completions.size()).toArray();
    if (given.isEmpty()) {
      return itself;
    }
    Map<IntBuffer, Integer> firsts = new HashMap<>();
    return IntStream.of(itself)
        .map(
            i -> {
              int[] ids = completions.get(i);
              return firsts.computeIfAbsent(IntBuffer.wrap(ids, 0, ids.length - 1), inputs -> i);
            })
        .toArray();
  }

  /** Indices of the completions in the packed order: by length. */
  List<Integer> order() {
    return IntStream.range(0, completions.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> completions.get(i).length))
        .toList();
  }
}
