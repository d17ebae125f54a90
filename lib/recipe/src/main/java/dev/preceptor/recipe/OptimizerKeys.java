package dev.preceptor.recipe;

/**
 * How the weights are moved.
 *
 * @param learningRate {@code learning_rate}
 * @param lrSchedulerType {@code lr_scheduler_type}
 * @param warmupSteps {@code warmup_steps}
 * @param gradientAccumulationSteps {@code gradient_accumulation_steps}
 * @param maxTokensPerMicrobatch {@code max_tokens_per_microbatch}
 * @param gradientCheckpointing {@code gradient_checkpointing}
 * @param maxGradNorm {@code max_grad_norm}; 0 does not clip
 * @param adamBeta1 {@code adam_beta1}
 * @param adamBeta2 {@code adam_beta2}
 * @param adamEpsilon {@code adam_epsilon}
 * @param weightDecay {@code weight_decay}
 * @param policyDtype {@code policy_dtype}
 */
public record OptimizerKeys(
    double learningRate,
    LrSchedulerType lrSchedulerType,
    int warmupSteps,
    int gradientAccumulationSteps,
    int maxTokensPerMicrobatch,
    boolean gradientCheckpointing,
    double maxGradNorm,
    double adamBeta1,
    double adamBeta2,
    double adamEpsilon,
    double weightDecay,
    PolicyDtype policyDtype) {
  private static final int MAX_WARMUP_STEPS = 10_000_000;
  private static final int MAX_ACCUMULATION_STEPS = 4096;
  private static final int MAX_MICROBATCH_TOKENS = 10_000_000;

  public OptimizerKeys {
    RecipeKey.LEARNING_RATE.requireNotNegative(learningRate);
    RecipeKey.WARMUP_STEPS.requireWithin(warmupSteps, 0, MAX_WARMUP_STEPS);
    RecipeKey.GRADIENT_ACCUMULATION_STEPS.requireWithin(
        gradientAccumulationSteps, 1, MAX_ACCUMULATION_STEPS);
    RecipeKey.MAX_TOKENS_PER_MICROBATCH.requireWithin(
        maxTokensPerMicrobatch, 1, MAX_MICROBATCH_TOKENS);
    RecipeKey.MAX_GRAD_NORM.requireNotNegative(maxGradNorm);
    requireDecay(RecipeKey.ADAM_BETA1, adamBeta1);
    requireDecay(RecipeKey.ADAM_BETA2, adamBeta2);
    RecipeKey.ADAM_EPSILON.requirePositive(adamEpsilon);
    RecipeKey.WEIGHT_DECAY.requireNotNegative(weightDecay);
  }

  private static void requireDecay(RecipeKey key, double value) {
    key.require(value >= 0 && value < 1, value, "is no decay; use a number from 0 to below 1");
  }
}
