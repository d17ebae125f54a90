package dev.preceptor.models.training;

import dev.preceptor.models.algorithm.DpoLoss;
import dev.preceptor.models.checkpoint.DType;

/**
 * The settings of a step on pairs, named as in TRL.
 *
 * @param policyDtype the type of the published weights, {@link DType#BF16} or {@link DType#F32}
 * @param maxTokensPerMicrobatch the most tokens of prompts and responses in one pass
 * @param gradientCheckpointing whether layers are recomputed in the backward pass instead of kept
 * @param dropout what is left out of an adapter's inputs
 */
public record DpoSettings(
    DpoLoss loss,
    DType policyDtype,
    int maxTokensPerMicrobatch,
    boolean gradientCheckpointing,
    AdapterDropout dropout,
    AdamWSettings adamw) {}
