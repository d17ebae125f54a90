package dev.preceptor.run.evaluation;

/**
 * The interval of a share: Wilson's score interval at 95 %, which stays within 0 and 1 and serves
 * small samples (E. B. Wilson, 1927).
 *
 * @param low its lower end
 * @param high its upper end
 */
public record WilsonInterval(double low, double high) {

  /** The normal distribution's quantile at 97.5 %. */
  private static final double Z = 1.959963984540054;

  /**
   * The interval of a share; NaN without a case.
   *
   * @param share from 0 to 1
   * @param n the number of cases
   */
  public static WilsonInterval of(double share, double n) {
    double z2 = Z * Z;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z / (1 + z2 / n) * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return new WilsonInterval(share == 0 ? 0 : middle - half, share == 1 ? 1 : middle + half);
  }
}
