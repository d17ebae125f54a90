package dev.preceptor.history.rescore;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks; equal values share their mean
 * rank.
 */
final class RankCorrelation {

  private RankCorrelation() {}

  /**
   * From -1 for the opposite order to 1 for the same order.
   *
   * @return empty if either side has no order: fewer than two values, or all equal
   */
  static OptionalDouble of(List<Double> some, List<Double> others) {
    double[] x = ranks(some);
    double[] y = ranks(others);
    double mean = (x.length + 1) / 2.0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - mean;
      double dy = y[i] - mean;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    // Separate roots: equal ranks give exactly 1.
    return xx == 0 || yy == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(xx == yy ? xy / xx : xy / (Math.sqrt(xx) * Math.sqrt(yy)));
  }

  /** Ranks from 1 on. */
  static double[] ranks(List<Double> values) {
    int[] order =
        IntStream.range(0, values.size())
            .boxed()
            // 0 and -0 are the same reward, so compare by == and not by Double's order
            .sorted(Comparator.comparingDouble(i -> values.get(i) + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[order.length];
    for (int from = 0, to; from < order.length; from = to) {
      double value = values.get(order[from]);
      to = from + 1;
      while (to < order.length && values.get(order[to]) == value) {
        to++;
      }
      double shared = (from + 1 + to) / 2.0;
      Arrays.stream(order, from, to).forEach(i -> ranks[i] = shared);
    }
    return ranks;
  }
}
