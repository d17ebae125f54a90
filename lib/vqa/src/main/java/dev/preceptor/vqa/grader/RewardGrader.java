package dev.preceptor.vqa.grader;

import dev.preceptor.vqa.grading.AccuracyReward;
import dev.preceptor.vqa.grading.Graded;

/** Our own: correct where the reward {@code accuracy} is 1. */
final class RewardGrader implements Grader {

  private static final AccuracyReward ACCURACY = new AccuracyReward();

  @Override
  public String name() {
    return "preceptor";
  }

  @Override
  public boolean isCorrect(Graded graded) {
    return ACCURACY.grade(graded).value() > 0.5;
  }
}
