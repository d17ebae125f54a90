package dev.preceptor.history.rescore;

import static dev.preceptor.history.ledger.RecordedRun.RECIPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.JudgeReviewers;
import dev.preceptor.recipe.RewardKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringChangeTest {

  @Test
  void withoutAChangeTheRecipeIsThatOfTheRun() {
    ScoringChange change = change();
    assertThat(change.after()).isEqualTo(RECIPE);
    assertThat(change.newJudges()).isEmpty();
    assertThat(change.keptJudges()).containsExactly("strict");
  }

  @Test
  void rewardsChangeAndTheRunsJudgeIsKept() {
    ScoringChange change =
        change("rewards=[{name: accuracy, weight: 3}, {name: strict, weight: 1}]");
    assertThat(change.after().scoring().rewards())
        .containsExactly(new RewardKeys("accuracy", 3), new RewardKeys("strict", 1));
    assertThat(change.after().sampling()).isEqualTo(RECIPE.sampling());
    assertThat(change.keptJudges()).containsExactly("strict");
  }

  @Test
  void aJudgeThatNoRewardUsesAnyMoreIsDropped() {
    ScoringChange change = change("rewards=[{name: accuracy, weight: 3}]");
    assertThat(change.keptJudges()).isEmpty();
  }

  @Test
  void aJudgeWithAnotherModelIsNewDespiteItsName() {
    ScoringChange change =
        ScoringChange.of("recorded", RECIPE, List.of(), Map.of("strict", "/nowhere/other"));
    assertThat(change.newJudges())
        .containsExactly(new JudgeKeys("strict", Path.of("/nowhere/other")));
    assertThat(change.keptJudges()).isEmpty();
  }

  @Test
  void anAdditionalJudgeNeedsAReward() {
    assertThatThrownBy(
            () -> ScoringChange.of("recorded", RECIPE, List.of(), Map.of("kind", "/nowhere/kind")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("judge kind: no reward uses it")
        .hasMessageContaining("add {name: kind, weight: 1} to rewards");
    ScoringChange change =
        ScoringChange.of(
            "recorded",
            RECIPE,
            List.of("rewards=[{name: strict, weight: 1}, {name: kind, weight: 1}]"),
            Map.of("kind", "/nowhere/kind"));
    assertThat(change.newJudges()).extracting(JudgeKeys::name).containsExactly("kind");
    assertThat(change.keptJudges()).containsExactly("strict");
  }

  @Test
  void cliniciansAreAJudgeWithoutAModel() {
    List<String> rewards = List.of("rewards=[{name: clinician, weight: 1}]");
    assertThat(ScoringChange.of("recorded", RECIPE, rewards, Map.of("clinician", "")).newJudges())
        .containsExactly(new JudgeKeys("clinician", new JudgeReviewers(1)));
    assertThat(ScoringChange.of("recorded", RECIPE, rewards, Map.of("clinician", "3")).newJudges())
        .containsExactly(new JudgeKeys("clinician", new JudgeReviewers(3)));
    assertThat(ScoringChange.of("recorded", RECIPE, rewards, Map.of("clinician", "/m")).newJudges())
        .containsExactly(new JudgeKeys("clinician", Path.of("/m")));
    assertThatThrownBy(
            () -> ScoringChange.of("recorded", RECIPE, rewards, Map.of("clinician", "0")))
        .hasMessageContaining("reviewers");
  }

  @Test
  void aJudgeMayDecideTogetherWithOthers() {
    ScoringChange change =
        ScoringChange.of(
            "recorded",
            RECIPE,
            List.of("rewards=[{name: sound, weight: 1, judges: [strict, kind], quorum: all}]"),
            Map.of("kind", "/nowhere/kind"));
    assertThat(change.newJudges()).extracting(JudgeKeys::name).containsExactly("kind");
    assertThat(change.keptJudges()).containsExactly("strict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature=2 | --set temperature: cannot change for responses that are already sampled;",
        "model=/x | --set model: cannot change for responses that are already sampled;",
        "phantom.seed=3 | --set phantom: cannot change for responses that are already sampled;",
        "prompt_template=base | --set prompt_template: cannot change for responses that are already sampled",
        "reward=[] | --set reward: no such key; did you mean rewards?",
        "judge_deadline_seconds=1 | --set judge_deadline_seconds: a rescore keeps which verdicts were late;",
      })
  void keysThatDoNotAffectScoresAreRejected(String override, String message) {
    assertThatThrownBy(() -> change(override))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("a rescore accepts rewards, algorithm, judges, missing_verdict");
  }

  @Test
  void aListOfJudgesAndASingleJudgeCannotBeCombined() {
    assertThatThrownBy(
            () ->
                ScoringChange.of(
                    "recorded", RECIPE, List.of("judges=[]"), Map.of("kind", "/nowhere/kind")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--judge kind and --set judges");
  }

  private static ScoringChange change(String... overrides) {
    return ScoringChange.of("recorded", RECIPE, List.of(overrides), Map.of());
  }
}
