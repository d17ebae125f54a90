package dev.preceptor.models.training;

/** What is known of a step whose groups are being added, beside the gradients themselves. */
final class GradientSum {

  private final TokenMetrics tokens;
  private int passes;
  private int groups;
  private double loss;

  GradientSum(double epsilon) {
    tokens = new TokenMetrics(epsilon);
  }

  /** The figures of all tokens so far. */
  TokenMetrics tokens() {
    return tokens;
  }

  /** The number of passes so far. */
  int passes() {
    return passes;
  }

  /** The number of groups so far. */
  int groups() {
    return groups;
  }

  /** A pass is computed; its loss is the sum of its groups'. */
  void pass(double itsLoss) {
    passes++;
    loss += itsLoss;
  }

  /** Some groups are computed. */
  void groups(int count) {
    groups += count;
  }

  /**
   * The step's loss.
   *
   * @throws IllegalStateException if it has no groups
   */
  double meanLoss() {
    if (groups == 0) {
      throw new IllegalStateException("a step needs at least one group");
    }
    return loss / groups;
  }
}
