package dev.preceptor.scoring;

/**
 * Computes a group's advantages from its rewards; the part of scoring that depends on the RL
 * algorithm.
 */
@FunctionalInterface
public interface Advantages {

  /**
   * The advantage of each response, in the order of the rewards.
   *
   * @param rewards of the group's responses [responses]
   * @return [responses]
   */
  double[] of(double[] rewards);
}
