package dev.preceptor.vqa.grading;

/**
 * 1 if the response's answer names the right choice and no other, else 0. What counts as naming is
 * told at {@link AnswerReading}.
 */
public final class AccuracyReward implements RewardFunction {

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Grade grade(Graded graded) {
    AnswerReading reading = AnswerReading.of(graded.response(), graded.choices());
    String check = reading.check().label();
    if (reading.letter().isEmpty()) {
      return new Grade(0, check, reading.why());
    }
    return reading.letter().get() == graded.answer()
        ? new Grade(1, check, reading.why() + ", the right one")
        : new Grade(0, check, reading.why() + "; the right one is " + graded.answer());
  }
}
