package dev.preceptor.models.language;

/**
 * The log-probabilities of a given completion.
 *
 * @param logprobs natural log-probability of each completion token, [completion]
 * @param positionIds M-RoPE positions (temporal, height, width) of prompt and completion,
 *     [3][prompt + completion]
 */
public record ScoredCompletion(float[] logprobs, long[][] positionIds) {}
