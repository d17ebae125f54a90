package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.kit.RunDefinition;
import dev.preceptor.models.InputException;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.TestRecipes;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OtherRewardsTest {

  private static RunDefinition startedWith(Optional<String> rewardsSha256) {
    return new RunDefinition(
        new Topics("mine"),
        TestRecipes.drawn(),
        "",
        "",
        "",
        "test",
        rewardsSha256,
        Map.of(),
        false);
  }

  @Test
  void aProcessWithOtherRewardsThanItsRunsScoresNothing() {
    assertThatThrownBy(
            () -> RewardService.requireRewardsOf(startedWith(Optional.of("0123456789abcdef"))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("PRECEPTOR_REWARDS_CLASSPATH: ")
        .hasMessageEndingWith("; give this process the run's own");
    RewardService.requireRewardsOf(startedWith(Optional.of(RewardFunctions.ownSha256())));
    RewardService.requireRewardsOf(startedWith(Optional.empty()));
  }
}
