package dev.preceptor.vqa.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The tokens of a prompt and its possible answers. Prompt and answer are tokenized as one text,
 * since a tokenizer may merge characters across the boundary.
 *
 * @param asked token ids of the prompt alone
 * @param shared the longest prefix of {@code asked} that all of {@code wholes} begin with; all of
 *     {@code asked} unless the tokenizer merges across the boundary
 * @param wholes token ids of the prompt with each answer
 */
public record TokenizedAnswers(int[] asked, int[] shared, List<int[]> wholes) {

  /**
   * Tokenizes a prompt with each answer.
   *
   * @param encode text to token ids, special tokens included
   */
  public static TokenizedAnswers of(
      Function<String, int[]> encode, String prompt, List<String> answers) {
    int[] asked = encode.apply(prompt);
    List<int[]> wholes = answers.stream().map(answer -> encode.apply(prompt + answer)).toList();
    int shared = wholes.stream().mapToInt(whole -> common(asked, whole)).min().orElse(0);
    return new TokenizedAnswers(asked, Arrays.copyOf(asked, shared), wholes);
  }

  /** The tokens after {@link #shared} of each prompt with answer. */
  public List<int[]> tails() {
    List<int[]> tails = new ArrayList<>();
    for (int[] whole : wholes) {
      tails.add(Arrays.copyOfRange(whole, shared.length, whole.length));
    }
    return tails;
  }

  /** How many tokens at the start of an answer's tail still belong to the prompt. */
  public int ofPrompt(int answer) {
    return common(asked, wholes.get(answer)) - shared.length;
  }

  /** The length of the prefix that {@link #shared} has in common with other tokens. */
  int sharedWith(int[] other) {
    return common(shared, other);
  }

  /** The length of the common prefix. */
  private static int common(int[] one, int[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }
}
