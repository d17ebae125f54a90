package dev.preceptor.study.bench;

import java.util.Arrays;

/** The median of several measurements. */
final class Median {

  private static final double NANOS_PER_SECOND = 1e9;

  private Median() {}

  /** The time of a task in seconds: the median of some rounds, after a warm-up round. */
  static double seconds(int rounds, Runnable task) {
    task.run();
    double[] taken = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      task.run();
      taken[round] = (System.nanoTime() - start) / NANOS_PER_SECOND;
    }
    return of(taken);
  }

  /** The median of at least one value; the mean of the middle two of an even number. */
  static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
