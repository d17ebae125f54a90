/**
 * Judges chains of thought with a language model: the prompt of the paper's Fig. 1, and how the
 * answer is read.
 *
 * <p>Knows a model only as {@link dev.preceptor.vqa.judge.ContinuationScorer}; must not know model
 * families, Kafka or recipes.
 */
package dev.preceptor.vqa.judge;
