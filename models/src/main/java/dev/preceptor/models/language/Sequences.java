package dev.preceptor.models.language;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A prompt and completions that follow it.
 *
 * @param completions token ids of each, none empty; none at all where only the prompt is wanted
 */
public record Sequences(Prompt prompt, List<int[]> completions) {

  /** Tokens that a pass computes: a completion's last one predicts nothing. */
  public int tokens() {
    return prompt.ids().length + completions.stream().mapToInt(ids -> ids.length - 1).sum();
  }

  /** Indices of the completions in the order that they are packed in: by length. */
  List<Integer> order() {
    return IntStream.range(0, completions.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> completions.get(i).length))
        .toList();
  }
}
