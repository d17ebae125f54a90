package dev.preceptor.models.training;

import dev.preceptor.models.checkpoint.DType;

/**
 * The settings of a supervised step.
 *
 * @param policyDtype the type of the published weights, {@link DType#BF16} or {@link DType#F32}
 * @param maxTokensPerMicrobatch the most tokens of prompts and answers in one pass
 * @param gradientCheckpointing whether layers are recomputed in the backward pass instead of kept
 * @param dropout what is left out of an adapter's inputs
 */
public record SftSettings(
    DType policyDtype,
    int maxTokensPerMicrobatch,
    boolean gradientCheckpointing,
    AdapterDropout dropout,
    AdamWSettings adamw) {

  /** With nothing left out. */
  public SftSettings(
      DType policyDtype,
      int maxTokensPerMicrobatch,
      boolean gradientCheckpointing,
      AdamWSettings adamw) {
    this(policyDtype, maxTokensPerMicrobatch, gradientCheckpointing, AdapterDropout.NONE, adamw);
  }
}
