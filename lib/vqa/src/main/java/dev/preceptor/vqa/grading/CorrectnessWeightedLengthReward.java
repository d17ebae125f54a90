package dev.preceptor.vqa.grading;

/**
 * The paper's Correctness-Weighted Length Reward (CWR, Section 3.3): the value of {@link
 * ExtendedChainReward} if the final answer is correct by symbolic and string-based checks ({@link
 * CorrectAnswer}), else 0. The grade names the check that decided. See {@link LengthReward} for
 * parameters and range.
 */
public final class CorrectnessWeightedLengthReward implements RewardFunction {

  private final LengthReward length;

  /** Creates the reward with default parameters. */
  public CorrectnessWeightedLengthReward() {
    this(LengthReward.DEFAULT);
  }

  private CorrectnessWeightedLengthReward(LengthReward length) {
    this.length = length;
  }

  @Override
  public String name() {
    return "correctness_weighted_length";
  }

  @Override
  public Grade grade(Graded graded) {
    CorrectAnswer answer = CorrectAnswer.of(graded);
    if (!answer.correct()) {
      return new Grade(0, answer.check(), answer.why());
    }
    Grade byLength = length.grade(graded);
    return new Grade(byLength.score(), answer.check(), answer.why() + "; " + byLength.why());
  }

  @Override
  public RewardFunction with(RewardParameters parameters) {
    return new CorrectnessWeightedLengthReward(LengthReward.of(parameters));
  }
}
