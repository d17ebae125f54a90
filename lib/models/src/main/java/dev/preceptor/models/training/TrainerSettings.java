package dev.preceptor.models.training;

import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.DType;

/**
 * What a policy-gradient step needs to know, by TRL's names.
 *
 * @param temperature that completions were sampled at
 * @param policyDtype the type of the published weights, {@link DType#BF16} or {@link DType#F32}
 * @param behaviourRatio whether the sampler's log-probabilities stand under the ratio (they must
 *     once samples are older than the policy); else the policy's own, so that the ratio is exactly
 *     1
 * @param maxTokensPerMicrobatch tokens of prompts and completions that one pass may hold
 * @param gradientCheckpointing whether layers are computed again in the backward pass rather than
 *     kept, which takes less memory and gives the same gradients
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
    AdamWSettings adamw) {}
