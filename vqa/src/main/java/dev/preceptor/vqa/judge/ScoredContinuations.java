package dev.preceptor.vqa.judge;

/**
 * What a model gives for continuations of one prompt.
 *
 * @param promptIds the prompt's token ids
 * @param logprobs per continuation the sum of its tokens' log-probabilities, natural log
 */
public record ScoredContinuations(int[] promptIds, double[] logprobs) {}
