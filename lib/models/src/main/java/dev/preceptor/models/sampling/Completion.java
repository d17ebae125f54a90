package dev.preceptor.models.sampling;

/**
 * One sampled completion.
 *
 * @param tokenIds the sampled ids, including the end-of-sequence id
 * @param logprobs natural log-probability of each token under the distribution it was drawn from
 *     (at temperature 0: the model's distribution at temperature 1), [tokens]
 * @param text the whole response: what its prompt opened, then the decoded tokens, without special
 *     tokens
 * @param finish why it ended
 */
public record Completion(int[] tokenIds, float[] logprobs, String text, Finish finish) {}
