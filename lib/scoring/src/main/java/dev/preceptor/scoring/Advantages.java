package dev.preceptor.scoring;

/** How a group's rewards become advantages: the algorithm's part of scoring. */
@FunctionalInterface
public interface Advantages {

  /**
   * The advantage of each response.
   *
   * @param rewards of the group's responses [responses]
   * @return [responses]
   */
  double[] of(double[] rewards);
}
