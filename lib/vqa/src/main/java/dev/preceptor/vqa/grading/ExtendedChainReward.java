package dev.preceptor.vqa.grading;

/**
 * The paper's Extended Chain Reward (ECR, Section 3.3): rewards longer reasoning, whether the
 * answer is correct or not. See {@link LengthReward} for the formula, parameters and range; the
 * paper gives no equation.
 */
public final class ExtendedChainReward implements RewardFunction {

  private final LengthReward length;

  /** Creates the reward with default parameters. */
  public ExtendedChainReward() {
    this(LengthReward.DEFAULT);
  }

  private ExtendedChainReward(LengthReward length) {
    this.length = length;
  }

  @Override
  public String name() {
    return "extended_chain";
  }

  @Override
  public Grade grade(Graded graded) {
    return length.grade(graded);
  }

  @Override
  public RewardFunction with(RewardParameters parameters) {
    return new ExtendedChainReward(LengthReward.of(parameters));
  }
}
