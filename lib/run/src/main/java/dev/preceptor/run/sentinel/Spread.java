package dev.preceptor.run.sentinel;

/**
 * A figure over several steps.
 *
 * @param mean its mean
 * @param variance its variance between steps, unbiased
 * @param n steps that have it
 */
record Spread(double mean, double variance, int n) {

  /** How many standard errors a mean lies above another one; 0 where both are the same. */
  double errorsAbove(Spread other) {
    double difference = mean - other.mean;
    return difference == 0 ? 0 : difference / Math.sqrt(variance / n + other.variance / other.n);
  }
}
