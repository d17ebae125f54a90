package dev.preceptor.vqa.grading;

/** The format reward. */
public final class FormatReward implements RewardFunction {

  @Override
  public String name() {
    return "format";
  }

  @Override
  public Grade grade(Graded response) {
    return new Grade(0.0, "");
  }
}
