package dev.preceptor.models.training;

import dev.preceptor.models.checkpoint.DType;

/**
 * The settings of a supervised step.
 *
 * @param policyDtype the type of the published weights, {@link DType#BF16} or {@link DType#F32}
 * @param maxTokensPerMicrobatch the most tokens of prompts and answers in one pass
 * @param gradientCheckpointing whether layers are recomputed in the backward pass instead of kept
 */
public record SftSettings(
    DType policyDtype,
    int maxTokensPerMicrobatch,
    boolean gradientCheckpointing,
    AdamWSettings adamw) {}
