package dev.preceptor.models.training;

import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.DType;

/**
 * The settings of a policy-gradient step, named as in TRL.
 *
 * @param temperature the temperature at which completions were sampled
 * @param policyDtype the type of the published weights, {@link DType#BF16} or {@link DType#F32}
 * @param behaviourRatio whether the ratio's denominator holds the sampler's log-probabilities
 *     (required once samples are older than the policy) rather than the policy's own, which make
 *     the ratio exactly 1
 * @param maxTokensPerMicrobatch the most tokens of prompts and completions in one pass
 * @param gradientCheckpointing whether layers are recomputed in the backward pass instead of kept,
 *     which takes less memory and gives the same gradients
 * @param dropout what is left out of an adapter's inputs where gradients are computed; the
 *     reference and the sampler leave out nothing
 */
public record TrainerSettings(
    Algorithm algorithm,
    double beta,
    double epsilon,
    double temperature,
    int maxCompletionLength,
    DType policyDtype,
    boolean behaviourRatio,
    int maxTokensPerMicrobatch,
    boolean gradientCheckpointing,
    AdapterDropout dropout,
    AdamWSettings adamw) {}
