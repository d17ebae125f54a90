package dev.preceptor.recipe;

/**
 * When and on how much the policy is measured.
 *
 * @param evalSteps {@code eval_steps}: steps between evaluations; 0 measures only before and after
 * @param evalLimit {@code eval_limit}: test questions taken; 0 takes all
 * @param evalBatchSize {@code eval_batch_size}: questions decoded together
 */
public record EvaluationKeys(int evalSteps, int evalLimit, int evalBatchSize) {
  private static final int MAX_BATCH = 4096;

  public EvaluationKeys {
    RecipeKey.EVAL_STEPS.requireWithin(evalSteps, 0, Integer.MAX_VALUE);
    RecipeKey.EVAL_LIMIT.requireWithin(evalLimit, 0, Integer.MAX_VALUE);
    RecipeKey.EVAL_BATCH_SIZE.requireWithin(evalBatchSize, 1, MAX_BATCH);
  }
}
