package dev.preceptor.recipe;

/**
 * How the weights are moved.
 *
 * @param learningRate {@code learning_rate}
 * @param lrSchedulerType {@code lr_scheduler_type}
 * @param warmupSteps {@code warmup_steps}
 * @param gradientAccumulationSteps {@code gradient_accumulation_steps}
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
    double maxGradNorm,
    double adamBeta1,
    double adamBeta2,
    double adamEpsilon,
    double weightDecay,
    PolicyDtype policyDtype) {}
