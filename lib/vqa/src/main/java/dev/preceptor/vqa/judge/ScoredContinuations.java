package dev.preceptor.vqa.judge;

/**
 * A model's scores for continuations of one prompt.
 *
 * @param promptIds the prompt's token ids
 * @param logprobs per continuation the sum of its tokens' log-probabilities (natural log),
 *     [continuations]; empty if the prompt was refused
 * @param refusal why the model cannot process the prompt; empty if it can
 */
public record ScoredContinuations(int[] promptIds, double[] logprobs, String refusal) {

  public ScoredContinuations(int[] promptIds, double[] logprobs) {
    this(promptIds, logprobs, "");
  }

  /** The result for a prompt that the model cannot process. */
  static ScoredContinuations refused(String why) {
    return new ScoredContinuations(new int[0], new double[0], why);
  }

  boolean isRefused() {
    return !refusal.isEmpty();
  }
}
