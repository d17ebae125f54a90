package dev.preceptor.vqa.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A prompt and its possible answers as tokens. Prompt and answer are tokenized as one text, since a
 * tokenizer may join them.
 *
 * @param asked token ids of the prompt alone
 * @param shared the first tokens that the prompt has in common with each prompt and answer; all of
 *     {@code asked} unless the tokenizer joins
 * @param wholes token ids of the prompt with each answer
 */
public record TokenizedAnswers(int[] asked, int[] shared, List<int[]> wholes) {

  /**
   * Tokenizes.
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

  /** What follows {@link #shared} in each prompt and answer. */
  public List<int[]> tails() {
    List<int[]> tails = new ArrayList<>();
    for (int[] whole : wholes) {
      tails.add(Arrays.copyOfRange(whole, shared.length, whole.length));
    }
    return tails;
  }

  /** How many of an answer's tail's first tokens still belong to the prompt. */
  public int ofPrompt(int answer) {
    return common(asked, wholes.get(answer)) - shared.length;
  }

  /** How many of {@link #shared} another prompt's first tokens are the same as. */
  int sharedWith(int[] other) {
    return common(shared, other);
  }

  /** How many tokens two texts have in common from the start. */
  private static int common(int[] one, int[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }
}
