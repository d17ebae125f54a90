package dev.preceptor.models.training;

/** AdamW's hyperparameters, named as in TRL. */
public record AdamWSettings(
    double adamBeta1,
    double adamBeta2,
    double adamEpsilon,
    double weightDecay,
    double maxGradNorm) {}
