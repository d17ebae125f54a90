package dev.preceptor.models.sampling;

/**
 * One sampled completion.
 *
 * @param tokenIds what was sampled, the end-of-sequence id included
 * @param logprobs natural log-probability of each token under the distribution it was drawn from
 *     (at temperature 0: under the model's own)
 * @param text the tokens decoded, without special tokens
 * @param finish why it ended
 */
public record Completion(int[] tokenIds, float[] logprobs, String text, Finish finish) {}
