package dev.preceptor.vqa.grading;

/**
 * What a reward gives for a response.
 *
 * @param value the reward, finite
 * @param why the check that decided, as a short phrase
 */
public record Grade(double value, String why) {

  public Grade {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a reward of " + value + " (" + why + ") is not a number");
    }
  }
}
