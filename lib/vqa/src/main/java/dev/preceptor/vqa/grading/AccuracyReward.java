package dev.preceptor.vqa.grading;

/**
 * 1 if the response's answer names the correct choice and no other, else 0. {@link AnswerReading}
 * defines which choice an answer names.
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
        ? new Grade(1, check, reading.why() + ", correct")
        : new Grade(0, check, reading.why() + "; the correct answer is " + graded.answer());
  }
}
