package dev.preceptor.training.sft;

/**
 * One optimizer step.
 *
 * @param step counted from 1
 * @param maxSteps steps of the run
 * @param epoch passes over the examples so far
 * @param loss mean over the tokens of the answers, nats
 * @param gradNorm norm of the gradients before clipping
 * @param learningRate learning rate of this step
 * @param tokens number of tokens of prompts and answers
 * @param seconds duration
 */
public record SftStep(
    int step,
    int maxSteps,
    double epoch,
    double loss,
    double gradNorm,
    double learningRate,
    long tokens,
    double seconds) {

  /** Whether it could change a weight: it had a learning rate and gradients. */
  public boolean hasEffect() {
    return learningRate != 0 && gradNorm != 0;
  }
}
