package dev.preceptor.vqa.grading;

/** The accuracy reward. */
public final class AccuracyReward implements RewardFunction {

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Grade grade(Graded response) {
    return new Grade(0.0, "");
  }
}
