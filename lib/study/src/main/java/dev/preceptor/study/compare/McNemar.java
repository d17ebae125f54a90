package dev.preceptor.study.compare;

import org.apache.commons.statistics.inference.BinomialTest;

/** McNemar's test for paired answers that are right or wrong. */
final class McNemar {

  private static final double EVEN = 0.5;

  private McNemar() {}

  /**
   * The exact test (McNemar, 1947): how likely it is that the questions on which two policies
   * differ split at least so unevenly, if each were as likely to favour either. Two-sided.
   *
   * @param gained questions that only the second policy has right
   * @param lost questions that only the first has right
   * @return from 0 to 1; 1 where the policies do not differ
   */
  static double pValue(int gained, int lost) {
    int differing = gained + lost;
    return differing == 0
        ? 1
        : Math.min(1, BinomialTest.withDefaults().test(differing, gained, EVEN).getPValue());
  }
}
