package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LengthRewardsTest {

  private static final List<String> SIDES = List.of("left", "right", "both", "none");
  private static final RewardFunction ECR = new ExtendedChainReward();
  private static final RewardFunction CWR = new CorrectnessWeightedLengthReward();

  private static Graded answered(String answer, int thinkingTokens) {
    return new Graded("<think>so</think><answer>" + answer + "</answer>", SIDES, 'B')
        .with("Which side?", OptionalInt.of(thinkingTokens));
  }

  private static RewardFunction with(RewardFunction reward, Map<String, Object> parameters) {
    return reward.with(new RewardParameters(reward.name(), parameters));
  }

  @Test
  void aThinkingTokenAddsAThousandthWhetherTheAnswerIsCorrectOrNot() {
    assertThat(ECR.grade(answered("B", 338)).value()).isEqualTo(0.338);
    assertThat(ECR.grade(answered("A", 338)).value()).isEqualTo(0.338);
    assertThat(ECR.grade(answered("B", 0)).value()).isZero();
    assertThat(ECR.grade(answered("B", 338)).why()).isEqualTo("338 tokens of thinking");
  }

  @Test
  void theRecipeSetsTheRewardPerTokenAndTheCap() {
    RewardFunction capped = with(ECR, Map.of("per_token", 0.01, "cap", 0.5));
    assertThat(capped.grade(answered("B", 20)).value()).isEqualTo(0.2);
    assertThat(capped.grade(answered("B", 700)))
        .isEqualTo(new Grade(0.5, "tokens", "700 tokens of thinking, capped at 0.5"));
  }

  @Test
  void lengthCountsOnlyIfTheAnswerIsCorrect() {
    assertThat(CWR.grade(answered("B", 200)))
        .isEqualTo(new Grade(0.2, "letter", "letter B, correct; 200 tokens of thinking"));
    assertThat(CWR.grade(answered("Rights", 200)).check()).isEqualTo("normalised text");
    assertThat(CWR.grade(answered("A", 200)))
        .isEqualTo(new Grade(0, "letter", "letter A; the correct answer is B"));
    assertThat(with(CWR, Map.of("cap", 0.1)).grade(answered("right", 200)).value()).isEqualTo(0.1);
  }

  @Test
  void aResponseWhoseTokensWereNotCountedIsUnscorableRatherThanZero() {
    Graded uncounted = new Graded("<think>so</think><answer>B</answer>", SIDES, 'B');
    assertThat(ECR.grade(uncounted).isScored()).isFalse();
    assertThat(CWR.grade(uncounted).isScored()).isFalse();
  }

  @Test
  void parametersAreRefusedWithTheNearestNameAndTheFix() {
    assertThatThrownBy(() -> with(ECR, Map.of("per_tokn", 0.01)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "rewards, extended_chain, per_tokn: no such parameter; did you mean per_token?");
    assertThatThrownBy(() -> with(ECR, Map.of("cap", "much")))
        .isInstanceOf(InputException.class)
        .hasMessage("rewards, extended_chain, cap: much is not a number");
    assertThatThrownBy(() -> with(CWR, Map.of("per_token", -1.0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("use a number above 0");
    assertThatThrownBy(() -> with(new FormatReward(), Map.of("weigth", 1.0)))
        .isInstanceOf(InputException.class)
        .hasMessage("rewards, format, weigth: no such parameter; did you mean weight?");
  }
}
