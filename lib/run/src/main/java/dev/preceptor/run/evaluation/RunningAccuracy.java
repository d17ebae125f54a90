package dev.preceptor.run.evaluation;

/**
 * What an evaluation comes to so far.
 *
 * @param policyVersion the version under evaluation
 * @param answered number of questions that were answered
 * @param correct how many of them correctly
 * @param questions number of questions of the evaluation
 */
public record RunningAccuracy(int policyVersion, int answered, int correct, int questions) {

  /** One more answer. */
  public RunningAccuracy and(boolean isCorrect) {
    return new RunningAccuracy(
        policyVersion, answered + 1, correct + (isCorrect ? 1 : 0), questions);
  }

  /** Whether every question was answered. */
  public boolean isComplete() {
    return answered >= questions;
  }

  /** The share of correct answers; NaN before the first. */
  public double accuracy() {
    return (double) correct / answered;
  }

  /**
   * The lower end of the 95 % interval of the accuracy, by Wilson's score; NaN before the first.
   */
  public double low() {
    return interval().low();
  }

  /** The upper end. */
  public double high() {
    return interval().high();
  }

  private WilsonInterval interval() {
    return WilsonInterval.of(accuracy(), answered);
  }

  /** In words, such as {@code 48 of 200 questions, accuracy 35.4 % (23.4 to 49.6 %)}. */
  public String text() {
    return answered == 0
        ? "none of %,d questions yet".formatted(questions)
        : "%,d of %,d questions, accuracy %.1f %% (95 %% interval %.1f to %.1f %%)"
            .formatted(answered, questions, 100 * accuracy(), 100 * low(), 100 * high());
  }
}
