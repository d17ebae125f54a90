package dev.preceptor.models.training;

import java.util.Map;

/**
 * What one optimizer step did.
 *
 * @param metrics by TRL's names: {@code loss}, {@code grad_norm}, {@code kl}, {@code entropy},
 *     {@code clip_ratio/…}, {@code sampling/sampling_logp_difference/…}
 * @param optimizerSeconds that clipping, AdamW and rounding took of it
 */
public record OptimizerStep(Map<String, Double> metrics, double optimizerSeconds) {}
