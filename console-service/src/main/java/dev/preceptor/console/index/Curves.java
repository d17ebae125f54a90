package dev.preceptor.console.index;

import java.util.Map;

/**
 * Lines over steps.
 *
 * @param steps the last step that each point stands for
 * @param millis when that step was taken, ms since 1970
 * @param stepsPerPoint how many steps a point stands for, at most
 * @param lines by metric
 */
public record Curves(int[] steps, long[] millis, int stepsPerPoint, Map<String, Line> lines) {

  /**
   * One metric.
   *
   * @param mean a value a point; null where no step has one
   * @param low the least value of each point's steps; empty where a point is one step
   * @param high the most
   */
  public record Line(Float[] mean, Float[] low, Float[] high) {}
}
