package dev.preceptor.models.training;

/** AdamW's numbers, by TRL's names. */
public record AdamWSettings(
    double adamBeta1,
    double adamBeta2,
    double adamEpsilon,
    double weightDecay,
    double maxGradNorm) {}
