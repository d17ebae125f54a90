package dev.preceptor.models.language;

import java.nio.IntBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A prompt and completions that follow it.
 *
 * @param completions token ids of each, none empty; none at all where only the prompt is wanted
 * @param given how many of each completion's first tokens are given rather than asked about, fewer
 *     than it has; empty where all are asked about. Where tokens are given, completions that differ
 *     in nothing but their last token are computed once.
 */
public record Sequences(TokenizedPrompt prompt, List<int[]> completions, List<Integer> given) {

  /** Every token of every completion is asked about. */
  public Sequences(TokenizedPrompt prompt, List<int[]> completions) {
    this(prompt, completions, List.of());
  }

  /** Tokens that a pass computes: a completion's last one predicts nothing. */
  public int tokens() {
    int[] computedAs = computedAs();
    return prompt.ids().length
        + IntStream.range(0, completions.size())
            .filter(i -> computedAs[i] == i)
            .map(i -> completions.get(i).length - 1)
            .sum();
  }

  /** The first token of a completion that is asked about. */
  int from(int completion) {
    return given.isEmpty() ? 0 : given.get(completion);
  }

  /** Of each completion the first one with the same computation; often itself. */
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

  /** Indices of the completions in the order that they are packed in: by length. */
  List<Integer> order() {
    return IntStream.range(0, completions.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> completions.get(i).length))
        .toList();
  }
}
