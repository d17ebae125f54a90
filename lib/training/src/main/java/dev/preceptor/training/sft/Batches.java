package dev.preceptor.training.sft;

import dev.preceptor.models.sampling.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which examples a step learns from. Every epoch has its own order, drawn from the seed, or the
 * file's; its last batch may be smaller.
 *
 * @param examples how many there are
 * @param batchSize examples of an optimizer step
 * @param shuffled whether the order is drawn
 * @param seed of the order
 */
record Batches(int examples, int batchSize, boolean shuffled, long seed) {

  /** Steps that take every example once. */
  int stepsPerEpoch() {
    return (examples + batchSize - 1) / batchSize;
  }

  /** Steps of so many passes over the examples, at least 1. */
  int stepsOf(double epochs) {
    return Math.max(1, (int) Math.ceil(epochs * stepsPerEpoch()));
  }

  /** How many passes are complete after a step. */
  double epochsAfter(int step) {
    return (double) step / stepsPerEpoch();
  }

  /** The examples of a step, counted from 1, by their indices. */
  int[] of(int step) {
    int epoch = (step - 1) / stepsPerEpoch();
    int from = (step - 1) % stepsPerEpoch() * batchSize;
    return Arrays.copyOfRange(order(epoch), from, Math.min(from + batchSize, examples));
  }

  private int[] order(int epoch) {
    int[] order = new int[examples];
    Arrays.setAll(order, i -> i);
    if (!shuffled) {
      return order;
    }
    SplittableRandom random = new SplittableRandom(RandomStream.seed(seed, epoch, 0));
    for (int i = examples - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int held = order[i];
      order[i] = order[other];
      order[other] = held;
    }
    return order;
  }
}
