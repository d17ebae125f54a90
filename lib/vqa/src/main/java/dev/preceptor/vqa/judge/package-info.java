/**
 * How a language model judges a chain of thought: the paper's Fig. 1 prompt and the reading of its
 * answer.
 *
 * <p>Knows a model only as {@link dev.preceptor.vqa.judge.ContinuationScorer}; must not know which
 * family it is, nor Kafka, nor recipes.
 */
package dev.preceptor.vqa.judge;
