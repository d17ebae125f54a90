package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.TestRecipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEffectsTest {

  private static final Recipe RECIPE = TestRecipes.drawn();
  private static final GroupOutcome TRAINED = new GroupOutcome(0, Outcome.trained, "");
  private static final GroupOutcome SKIPPED = new GroupOutcome(1, Outcome.skipped, "equal");
  private static final GroupOutcome FAILED = new GroupOutcome(2, Outcome.failed, "too long");

  private final RunEffects effects = new RunEffects(RECIPE);

  private static TrainingStep step(int step, Map<String, Double> metrics, GroupOutcome... groups) {
    Map<String, Double> all = new HashMap<>(Map.of("policy/changed", 1.0));
    all.putAll(metrics);
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256("sha")
        .setGroups(List.of(groups))
        .setMetrics(all)
        .setTimestampMillis(0)
        .build();
  }

  private static Map<String, Double> format(double unscorable, double constant) {
    return Map.of(
        "frac_reward_zero_std",
        0.5,
        "rewards/format/unscorable_ratio",
        unscorable,
        "rewards/format/zero_std_ratio",
        constant);
  }

  @Test
  void aRunThatDidWhatItsRecipeAsksForHasNoFindings() {
    effects.step(step(1, format(0, 1), TRAINED, SKIPPED));
    effects.step(step(2, format(0, 0.5), TRAINED, SKIPPED));
    assertThat(effects.noEffects()).isEmpty();
    assertThat(EffectSummary.of(effects))
        .isEqualTo(new EffectSummary(2L, 2L, 0L, null, 0, List.of(), true));
  }

  @Test
  void aRunWhoseGroupsAllFailedOrWereSkippedTrainedOnNothing() {
    effects.step(step(2, Map.of(), FAILED));
    effects.step(step(1, format(0, 1), SKIPPED, FAILED));
    effects.step(step(1, format(0, 1), SKIPPED, FAILED));
    assertThat(effects.noEffects().get(0))
        .isEqualTo(
            new NoEffect(
                "the run trained on nothing: of 3 groups 2 failed and 1 had the same reward for all"
                    + " responses; the first, 1-2: too long",
                true));
  }

  /** With a KL divergence the groups count as trained, but the rewards taught nothing. */
  @Test
  void rewardsThatNeverDifferAreReported() {
    effects.step(step(1, Map.of("frac_reward_zero_std", 1.0), TRAINED));
    effects.step(step(2, Map.of("frac_reward_zero_std", 1.0), TRAINED));
    assertThat(effects.noEffects()).extracting(NoEffect::fails).containsExactly(false);
    assertThat(effects.noEffects().get(0).text())
        .startsWith("the run learned nothing from its rewards: in none of its 2 groups");
    effects.step(step(3, Map.of("frac_reward_zero_std", 0.5), TRAINED));
    assertThat(effects.noEffects()).isEmpty();
  }

  @Test
  void weightsThatNeverChangeFailTheRun() {
    effects.step(step(1, Map.of("policy/changed", 0.0), TRAINED));
    effects.step(step(2, Map.of("policy/changed", 0.0), TRAINED));
    assertThat(effects.stepsWithoutChange()).isEqualTo(2);
    assertThat(effects.noEffects())
        .extracting(NoEffect::text, NoEffect::fails)
        .containsExactly(
            tuple(
                "no published weight changed in any of 2 steps; raise learning_rate, or set"
                    + " policy_dtype to float32",
                true));
  }

  @Test
  void someFailedGroupsAreNamedAndDoNotFailTheRun() {
    effects.step(step(1, Map.of(), TRAINED, FAILED));
    assertThat(effects.noEffects())
        .containsExactly(new NoEffect("1 of 2 groups failed; the first, 1-2: too long", false));
  }

  @Test
  void aRewardThatWasNeverGivenFailsTheRunAndOneThatIsConstantDoesNot() {
    effects.step(
        step(
            1,
            Map.of("rewards/format/unscorable_ratio", 1.0),
            new GroupOutcome(0, Outcome.trained, "format left out: the server is away")));
    assertThat(effects.noEffects())
        .containsExactly(
            new NoEffect("reward format was given to no response: the server is away", true));
    effects.step(step(2, format(0, 1), TRAINED));
    assertThat(effects.noEffects())
        .containsExactly(
            new NoEffect(
                "reward format taught nothing: in each group it was the same for all responses",
                false));
  }

  @Test
  void aRewardOfWeightZeroIsOnlyMeasured() {
    RunEffects measured =
        new RunEffects(
            RecipeReader.parse(
                "test.yaml",
                """
                model: /nowhere/model
                phantom: {train: 8, test: 4}
                rewards: [{name: format, weight: 0}, {name: accuracy, weight: 1}]
                """,
                Job.TRAIN));
    measured.step(step(1, format(1, 1), TRAINED));
    assertThat(measured.noEffects()).isEmpty();
  }

  @Test
  void aStepSaysWhatHadNoEffect() {
    Map<String, Double> metrics = new HashMap<>(format(0.5, 1));
    metrics.putAll(
        Map.of("frac_reward_zero_std", 1.0, "policy/changed", 0.0, "learning_rate", 0.0));
    TrainingStep step =
        step(
            3,
            metrics,
            new GroupOutcome(0, Outcome.trained, "format left out: late"),
            new GroupOutcome(1, Outcome.failed, "no image"));
    assertThat(new StepEffect(step).notes(RECIPE))
        .containsExactly(
            "1 of 2 groups failed; the first, 3-1: no image",
            "no group had different rewards, so there was nothing to learn",
            "no published weight changed: learning_rate is 0",
            "reward format is missing in 50 % of the responses: late");
    assertThat(new StepEffect(step(1, format(0, 1), TRAINED, SKIPPED)).notes(RECIPE)).isEmpty();
  }

  @Test
  void theLineOfAStepNamesItsFirstFailedGroup(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricsLog log = MetricsLog.open(file)) {
      log.step(step(1, Map.of("groups/failed", 1.0), TRAINED, FAILED));
      log.step(step(2, Map.of("groups/failed", 0.0), TRAINED));
    }
    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("\"first_failure\":\"1-2: too long\"", "\"groups/failed\":1.0"),
            line -> assertThat(line).doesNotContain("first_failure"));
  }
}
