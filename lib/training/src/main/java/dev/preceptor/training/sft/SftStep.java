package dev.preceptor.training.sft;

/**
 * One optimizer step.
 *
 * @param step counted from 1
 * @param maxSteps of the run
 * @param epoch passes over the examples so far
 * @param loss mean over the answers' tokens, nats
 * @param gradNorm of the gradients before clipping
 * @param learningRate of this step
 * @param tokens of prompts and answers
 * @param seconds that it took
 */
public record SftStep(
    int step,
    int maxSteps,
    double epoch,
    double loss,
    double gradNorm,
    double learningRate,
    long tokens,
    double seconds) {}
