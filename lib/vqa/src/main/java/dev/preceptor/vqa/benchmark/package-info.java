/**
 * Evaluates a policy on questions: greedy answers, graded.
 *
 * <p>Knows a policy only as {@link dev.preceptor.vqa.benchmark.Answerer}; must not know where its
 * weights come from, Kafka or recipes.
 */
package dev.preceptor.vqa.benchmark;
