package dev.preceptor.vqa.grading;

import java.util.OptionalDouble;

/**
 * The value of one reward for one response.
 *
 * @param score the reward, finite; empty if the response could not be scored for a reason other
 *     than its content. That is never the same as 0.
 * @param check the name of the check that decided
 * @param why the reason, as a short phrase
 */
public record Grade(OptionalDouble score, String check, String why) {

  public Grade {
    if (score.isPresent() && !Double.isFinite(score.getAsDouble())) {
      throw new IllegalArgumentException(
          "a reward of " + score.getAsDouble() + " (" + why + ") is not a number");
    }
  }

  /** A score from a reward with a single check. */
  public Grade(double value, String why) {
    this(value, "", why);
  }

  /** A score. */
  public Grade(double value, String check, String why) {
    this(OptionalDouble.of(value), check, why);
  }

  /** No score, with the reason. */
  public static Grade unscorable(String check, String why) {
    return new Grade(OptionalDouble.empty(), check, why);
  }

  /** Whether there is a score. */
  public boolean isScored() {
    return score.isPresent();
  }

  /**
   * The reward.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public double value() {
    return score.getAsDouble();
  }
}
