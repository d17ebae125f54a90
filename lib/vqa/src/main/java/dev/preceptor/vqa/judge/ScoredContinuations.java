package dev.preceptor.vqa.judge;

/**
 * What a model gives for continuations of one prompt.
 *
 * @param promptIds the prompt's token ids
 * @param logprobs per continuation the sum of its tokens' log-probabilities, natural log; none
 *     where the prompt was refused
 * @param refusal why the model cannot take the prompt; empty where it can
 */
public record ScoredContinuations(int[] promptIds, double[] logprobs, String refusal) {

  public ScoredContinuations(int[] promptIds, double[] logprobs) {
    this(promptIds, logprobs, "");
  }

  /** The model cannot take the prompt. */
  static ScoredContinuations refused(String why) {
    return new ScoredContinuations(new int[0], new double[0], why);
  }

  boolean isRefused() {
    return !refusal.isEmpty();
  }
}
