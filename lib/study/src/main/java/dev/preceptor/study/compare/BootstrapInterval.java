package dev.preceptor.study.compare;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An interval for a mean.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record BootstrapInterval(double low, double high) {

  /** Share of the resampled means that lie between the ends. */
  public static final double LEVEL = 0.95;

  private static final int RESAMPLES = 10_000;

  /**
   * The percentile bootstrap (Efron, 1979): values are drawn with replacement 10,000 times, as many
   * as there are, and the ends are the quantiles of their means. Of paired differences this is the
   * paired bootstrap over questions. The same values in the same order and the same seed give the
   * same interval.
   *
   * @param values at least one
   * @param seed of the draws
   */
  public static BootstrapInterval ofMean(double[] values, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      double sum = 0;
      for (int draw = 0; draw < values.length; draw++) {
        sum += values[random.nextInt(values.length)];
      }
      means[resample] = sum / values.length;
    }
    Arrays.sort(means);
    double tail = (1 - LEVEL) / 2;
    return new BootstrapInterval(quantile(means, tail), quantile(means, 1 - tail));
  }

  /** The value that a share of the sorted values does not exceed, interpolated. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
