package dev.preceptor.training.tuning;

import dev.preceptor.models.sampling.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The examples of each step. Every epoch is shuffled with the seed, or keeps the order of the file;
 * its last batch may be smaller.
 *
 * @param examples number of examples
 * @param batchSize examples per optimizer step
 * @param shuffled whether epochs are shuffled
 * @param seed seed of the shuffling
 */
record Batches(int examples, int batchSize, boolean shuffled, long seed) {

  /** Steps of one pass over the examples. */
  int stepsPerEpoch() {
    return (examples + batchSize - 1) / batchSize;
  }

  /** Steps of a number of passes over the examples, at least 1. */
  int stepsOf(double epochs) {
    return Math.max(1, (int) Math.ceil(epochs * stepsPerEpoch()));
  }

  /** Passes over the examples after a step, with fraction. */
  double epochsAfter(int step) {
    return (double) step / stepsPerEpoch();
  }

  /** The indices of the examples of a step; steps count from 1. */
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
