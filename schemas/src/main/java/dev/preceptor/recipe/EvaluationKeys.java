package dev.preceptor.recipe;

/**
 * When and on how much the policy is measured.
 *
 * @param evalSteps {@code eval_steps}: steps between evaluations; 0 measures only before and after
 * @param evalLimit {@code eval_limit}: test questions taken; 0 takes all
 * @param evalBatchSize {@code eval_batch_size}: questions decoded together
 */
public record EvaluationKeys(int evalSteps, int evalLimit, int evalBatchSize) {}
