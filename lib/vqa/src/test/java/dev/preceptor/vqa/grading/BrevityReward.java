package dev.preceptor.vqa.grading;

/** A user's reward, registered in the tests' service file. */
public final class BrevityReward implements RewardFunction {

  @Override
  public String name() {
    return "brevity";
  }

  @Override
  public Grade grade(Graded graded) {
    return new Grade(-graded.response().length(), graded.response().length() + " characters");
  }
}
