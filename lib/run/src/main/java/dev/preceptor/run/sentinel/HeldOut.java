package dev.preceptor.run.sentinel;

/**
 * An evaluation's accuracy.
 *
 * @param accuracy share of right answers
 * @param n questions
 */
record HeldOut(double accuracy, double n) {

  /**
   * How many standard errors it lies above another one, as if other questions had been asked: the
   * same ones differ less, so this errs on the side of silence.
   */
  double errorsAbove(HeldOut other) {
    double difference = accuracy - other.accuracy;
    double pooled = (accuracy * n + other.accuracy * other.n) / (n + other.n);
    double error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other.n));
    return difference == 0 ? 0 : difference / error;
  }
}
