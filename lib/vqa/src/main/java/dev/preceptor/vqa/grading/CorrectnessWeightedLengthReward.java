package dev.preceptor.vqa.grading;

/**
 * The paper's Correctness-Weighted Length Reward (CWR, Section 3.3): what {@link
 * ExtendedChainReward} gives where the final answer is correct by symbolic and string-based checks
 * ({@link CorrectAnswer}), else 0. The breakdown names the check. See {@link LengthReward} for its
 * parameters and range.
 */
public final class CorrectnessWeightedLengthReward implements RewardFunction {

  private final LengthReward length;

  /** With the parameters' defaults. */
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
    Grade worth = length.grade(graded);
    return new Grade(worth.score(), answer.check(), answer.why() + "; " + worth.why());
  }

  @Override
  public RewardFunction with(RewardParameters parameters) {
    return new CorrectnessWeightedLengthReward(LengthReward.of(parameters));
  }
}
