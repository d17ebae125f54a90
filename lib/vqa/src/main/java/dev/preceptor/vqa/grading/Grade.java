package dev.preceptor.vqa.grading;

import java.util.OptionalDouble;

/**
 * What a reward gives for a response.
 *
 * @param score the reward, finite; absent when it could not be found, through no fault of the
 *     response. That is never the same as 0.
 * @param check the name of what decided
 * @param why the reason, as a short phrase
 */
public record Grade(OptionalDouble score, String check, String why) {

  public Grade {
    if (score.isPresent() && !Double.isFinite(score.getAsDouble())) {
      throw new IllegalArgumentException(
          "a reward of " + score.getAsDouble() + " (" + why + ") is not a number");
    }
  }

  /** A reward of a criterion that has one check only. */
  public Grade(double value, String why) {
    this(value, "", why);
  }

  /** A reward. */
  public Grade(double value, String check, String why) {
    this(OptionalDouble.of(value), check, why);
  }

  /** There is no reward, and why. */
  public static Grade unscorable(String check, String why) {
    return new Grade(OptionalDouble.empty(), check, why);
  }

  /** Whether there is a reward. */
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
