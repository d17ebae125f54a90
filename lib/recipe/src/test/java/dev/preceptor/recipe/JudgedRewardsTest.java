package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgedRewardsTest {

  private static final String JUDGES =
      """
      model: policy
      phantom: {}
      judges: [{name: one, model: a}, {name: two, model: b}, {name: three, model: c}]
      """;

  private static Recipe recipe(String yaml) {
    return RecipeReader.parse("recipe test", yaml, Job.TRAIN);
  }

  @Test
  void aRewardNamesItsJudgesItsQuorumAndWhatAMissingVerdictMeans() {
    Recipe recipe =
        recipe(
            JUDGES
                + """
                rewards:
                  - {name: semantic, weight: 0.5, judges: [two, one], quorum: majority, missing: fail_group}
                  - {name: three}
                missing_verdict: leave_out
                """);
    ScoringKeys scoring = recipe.scoring();
    RewardKeys semantic = scoring.rewards().get(0);
    RewardKeys three = scoring.rewards().get(1);
    assertThat(scoring.judgesOf(semantic)).containsExactly("two", "one");
    assertThat(semantic.quorum()).contains(Quorum.MAJORITY);
    assertThat(scoring.missingOf(semantic)).isEqualTo(MissingVerdict.FAIL_GROUP);
    assertThat(scoring.judgesOf(three)).containsExactly("three");
    assertThat(three.quorum()).isEqualTo(Optional.empty());
    assertThat(scoring.missingOf(three)).isEqualTo(MissingVerdict.LEAVE_OUT);
    assertThat(scoring.awaitedJudges()).containsExactly("one", "three", "two");
    assertThat(scoring.observers()).isEmpty();
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.TRAIN)).isEqualTo(recipe);
  }

  @Test
  void aJudgeThatNoRewardNamesIsAnObserver() {
    ScoringKeys scoring =
        recipe(JUDGES + "rewards: [{name: accuracy}, {name: semantic, judges: [two]}]").scoring();
    assertThat(scoring.awaitedJudges()).containsExactly("two");
    assertThat(scoring.observers()).isEqualTo(List.of("one", "three"));
    assertThat(scoring.judgesOf(scoring.rewards().get(0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: s, judges: [oen]}|rewards: reward s names the judge oen, which is not under"
            + " judges; did you mean one?",
        "{name: s, judges: []}|rewards[0].judges: is empty; list one or more",
        "{name: s, judges: one}|rewards[0].judges: \"one\" is not a list",
        "{name: s, judges: [1]}|rewards[0].judges[0]: 1 is not a text",
        "{name: s, judges: [one, one]}|rewards[0].judges: one is listed twice in reward s; keep"
            + " one",
        "{name: s, judges: [one], quorum: most}|rewards[0].quorum: 'most' is unknown; use one of"
            + " all",
        "{name: s, judges: [one], missing: zero}|rewards[0].missing: 'zero' is unknown; use one"
            + " of",
        "{name: accuracy, quorum: any}|rewards: reward accuracy has a quorum but no"
            + " judges; add judges:",
      })
  void whatCannotBeJudgedIsNamedWithTheMend(String reward, String message) {
    assertThatThrownBy(() -> recipe(JUDGES + "rewards: [" + reward + "]"))
        .isInstanceOf(RecipeException.class)
        .message()
        .startsWith("recipe test, ")
        .contains(message);
  }

  @Test
  void aRewardWithoutAnyJudgesInTheRecipeIsToldSo() {
    assertThatThrownBy(() -> recipe("model: m\nphantom: {}\nrewards: [{name: s, judges: [one]}]"))
        .hasMessageContaining(
            "reward s names the judge one, but the recipe has no judges; list"
                + " it under judges");
  }
}
