package dev.preceptor.vqa.statistics;

import java.util.stream.LongStream;

/**
 * The spread of whole numbers.
 *
 * @param min the smallest
 * @param median half of them are no larger
 * @param p95 95 % of them are no larger
 * @param max the largest
 */
public record Quantiles(long min, long median, long p95, long max) {

  private static final double HALF = 0.5;
  private static final double MOST = 0.95;

  /**
   * The quantiles of numbers, each one of them (nearest rank).
   *
   * @param numbers at least one
   */
  public static Quantiles of(LongStream numbers) {
    long[] sorted = numbers.sorted().toArray();
    return new Quantiles(sorted[0], at(sorted, HALF), at(sorted, MOST), sorted[sorted.length - 1]);
  }

  private static long at(long[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
