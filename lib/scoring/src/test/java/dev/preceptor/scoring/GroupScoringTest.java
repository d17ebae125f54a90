package dev.preceptor.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.recipe.Quorum;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.testkit.Groups;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupScoringTest {

  private static final String RIGHT = "<think>It is on the right.</think>\n<answer>B</answer>";
  private static final String WRONG = "<think>It is on the left.</think>\n<answer>A</answer>";
  private static final String WITHOUT_TAGS = "B";

  private static ScoredGroup score(GroupScoring scoring, String... texts) {
    return scoring.score(Groups.rollout(1, 0, texts), Map.of(), Set.of());
  }

  @Test
  void aRewardIsTheWeightedSumOfItsCriteria() {
    ScoredGroup group =
        score(
            Scorings.scoring(3, Scorings.graded("format", 0.5), Scorings.graded("accuracy", 2)),
            RIGHT,
            WRONG,
            WITHOUT_TAGS);
    assertThat(group.getResponses())
        .extracting(ScoredResponse::getReward)
        .containsExactly(2.5, 0.5, 0.0);
    List<Reward> breakdown = group.getResponses().get(1).getRewards();
    assertThat(breakdown).extracting(Reward::getName).containsExactly("format", "accuracy");
    assertThat(breakdown).extracting(Reward::getValue).containsExactly(1.0, 0.0);
    assertThat(breakdown).extracting(Reward::getWhy).allMatch(why -> !why.isBlank());
    assertThat(group.getResponses())
        .extracting(ScoredResponse::getAdvantage)
        .containsExactly(1.5, -0.5, -1.0);
  }

  @Test
  void everyTermNamesItsCheckOrJudge() {
    ScoredGroup group =
        Scorings.scoring(
                1,
                Scorings.graded("accuracy", 1),
                Scorings.graded("correctness_weighted_length", 1),
                Scorings.judged("semantic", 3))
            .score(
                Groups.rollout(1, 0, "<think>So right.</think>\n<answer>Rights!</answer>"),
                Map.of("semantic", Groups.judgement("semantic", 1, 0, Groups.YES)),
                Set.of());
    assertThat(group.getResponses().get(0).getRewards())
        .extracting(Reward::getCheck)
        .containsExactly("text", "normalised text", "judge semantic");
    assertThat(group.getResponses().get(0).getRewards().get(1).getValue()).isEqualTo(0.002);
  }

  @Test
  void aGroupWithoutTokenCountsIsScoredWithoutItsLengthReward() {
    Rollout old = Groups.rollout(1, 0, RIGHT, WRONG);
    old.setThinkingTokens(List.of());
    ScoredGroup group =
        Scorings.scoring(2, Scorings.graded("format", 1), Scorings.graded("extended_chain", 1))
            .score(old, Map.of(), Set.of());
    Reward length = group.getResponses().get(0).getRewards().get(1);
    assertThat(length.getValue()).isNull();
    assertThat(length.getWhy()).contains("left out").contains("not counted");
    assertThat(group.getResponses().get(0).getReward()).isEqualTo(1.0);
  }

  /** A reward function that returns what the user wrote. */
  private static Criterion custom(Function<Graded, Grade> grade) {
    return new Criterion.ByFunction(
        "custom",
        1,
        MissingVerdict.LEAVE_OUT,
        new RewardFunction() {
          @Override
          public String name() {
            return "custom";
          }

          @Override
          public Grade grade(Graded response) {
            return grade.apply(response);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aRewardThatIsNotFiniteIsLeftOutAndNeverCounts(double value) {
    ScoredGroup group =
        score(
            Scorings.scoring(
                2,
                Scorings.graded("accuracy", 1),
                custom(graded -> new Grade(graded.response().equals(WRONG) ? value : 1, "so"))),
            RIGHT,
            WRONG);
    assertThat(group.getResponses())
        .extracting(ScoredResponse::getReward)
        .containsExactly(1.0, 0.0);
    Reward custom = group.getResponses().get(0).getRewards().get(1);
    assertThat(custom.getValue()).isNull();
    assertThat(custom.getWhy())
        .startsWith("left out: custom could not score response 0: it threw ")
        .contains("a reward of " + value);
  }

  @Test
  void aRewardFunctionThatThrowsDoesNotEndTheService() {
    ScoredGroup group =
        score(
            Scorings.scoring(
                1,
                custom(
                    graded -> {
                      throw new IllegalStateException("no more memory");
                    })),
            RIGHT);
    assertThat(group.getFailure())
        .isEqualTo(
            "no criterion could be scored: custom could not score response 0: it threw"
                + " java.lang.IllegalStateException: no more memory");
  }

  @Test
  void aSumThatIsNotFiniteFailsTheGroup() {
    ScoredGroup group =
        score(
            Scorings.scoring(
                2, Scorings.graded("format", 1.5e308), Scorings.graded("accuracy", 1.5e308)),
            WRONG,
            RIGHT);
    assertThat(group.getFailure())
        .startsWith("response 0 has the reward 1.5E308 and the advantage -Infinity, which are not");
    assertThat(group.getResponses()).isEmpty();
  }

  @Test
  void aJudgesYesIsOneAndItsNoIsZero() {
    ScoredGroup group =
        Scorings.scoring(2, Scorings.judged("semantic", 3))
            .score(
                Groups.rollout(1, 0, RIGHT, WRONG),
                Map.of("semantic", Groups.judgement("semantic", 1, 0, Groups.YES, Groups.NO)),
                Set.of());
    assertThat(group.getResponses())
        .extracting(ScoredResponse::getReward)
        .containsExactly(3.0, 0.0);
  }

  @Test
  void anUnscorableResponseLeavesItsCriterionOutForTheWholeGroup() {
    ScoredGroup group =
        Scorings.scoring(2, Scorings.graded("format", 1), Scorings.judged("semantic", 3))
            .score(
                Groups.rollout(1, 0, RIGHT, WITHOUT_TAGS),
                Map.of(
                    "semantic", Groups.judgement("semantic", 1, 0, Groups.YES, Groups.UNSCORABLE)),
                Set.of());
    assertThat(group.getFailure()).isNull();
    for (ScoredResponse response : group.getResponses()) {
      Reward semantic = response.getRewards().get(1);
      assertThat(semantic.getValue()).isNull();
      assertThat(semantic.getWhy())
          .contains("left out")
          .contains("response 1")
          .contains("no thinking text");
    }
    assertThat(group.getResponses())
        .extracting(ScoredResponse::getReward)
        .containsExactly(1.0, 0.0);
  }

  @Test
  void aLateJudgeNeverScoresZero() {
    GroupScoring scoring =
        Scorings.scoring(2, Scorings.graded("format", 1), Scorings.judged("semantic", 3));
    ScoredGroup group =
        scoring.score(Groups.rollout(1, 0, RIGHT, RIGHT), Map.of(), Set.of("semantic"));
    assertThat(group.getResponses().get(0).getRewards().get(1).getValue()).isNull();
    assertThat(group.getResponses().get(0).getRewards().get(1).getWhy()).contains("not in time");
    assertThat(group.getResponses().get(0).getReward()).isEqualTo(1.0);
  }

  @Test
  void aGroupFailsIfNoCriterionCouldBeScored() {
    ScoredGroup group =
        Scorings.scoring(1, Scorings.judged("semantic", 1))
            .score(Groups.rollout(1, 0, RIGHT), Map.of(), Set.of("semantic"));
    assertThat(group.getFailure()).contains("no criterion").contains("semantic");
    assertThat(group.getResponses()).isEmpty();
  }

  @Test
  void theRecipeMayDemandEveryVerdict() {
    GroupScoring strict =
        Scorings.scoring(
            1,
            Scorings.graded("format", 1),
            Scorings.judged("semantic", 1, MissingVerdict.FAIL_GROUP, Quorum.ALL, "semantic"));
    ScoredGroup group = strict.score(Groups.rollout(1, 0, RIGHT), Map.of(), Set.of("semantic"));
    assertThat(group.getFailure()).contains("semantic").contains("not in time");
  }

  @Test
  void onlyTheRewardThatDemandsItFailsTheGroup() {
    GroupScoring scoring =
        Scorings.scoring(
            1,
            Scorings.graded("format", 1),
            Scorings.judged("lenient", 1, MissingVerdict.LEAVE_OUT, Quorum.ALL, "a"),
            Scorings.judged("strict", 1, MissingVerdict.FAIL_GROUP, Quorum.ALL, "b"));
    Map<String, Judgement> a = Map.of("a", Groups.judgement("a", 1, 0, Groups.YES));
    Map<String, Judgement> b = Map.of("b", Groups.judgement("b", 1, 0, Groups.YES));
    Rollout rollout = Groups.rollout(1, 0, RIGHT);
    assertThat(scoring.score(rollout, b, Set.of("a")).getFailure()).isNull();
    ScoredGroup failed = scoring.score(rollout, a, Set.of("b"));
    assertThat(failed.getFailure()).isEqualTo("judge b was not in time");
    assertThat(GroupScoring.lateJudges(failed)).containsExactly("b");
  }

  @Test
  void everyJudgesVoteIsInTheBreakdown() {
    ScoredGroup group =
        Scorings.scoring(
                2,
                Scorings.judged("s", 1, MissingVerdict.LEAVE_OUT, Quorum.MAJORITY, "a", "b", "c"))
            .score(
                Groups.rollout(1, 0, RIGHT, WRONG),
                Map.of(
                    "a", Groups.judgement("a", 1, 0, Groups.YES, Groups.NO),
                    "b", Groups.judgement("b", 1, 0, Groups.YES, Groups.NO)),
                Set.of("c"));
    Reward first = group.getResponses().get(0).getRewards().get(0);
    assertThat(first.getValue()).isEqualTo(1.0);
    assertThat(first.getCheck()).isEqualTo("majority of a, b, c");
    assertThat(first.getWhy()).isEqualTo("a yes, b yes, c missing (was not in time)");
    assertThat(group.getResponses().get(1).getReward()).isZero();
    assertThat(group.getHearings())
        .extracting(JudgeStatus::getJudge, JudgeStatus::getLate)
        .containsExactly(tuple("a", false), tuple("b", false), tuple("c", true));
  }

  @Test
  void aCriterionThatIsUndecidedForOneResponseIsLeftOutForAll() {
    ScoredGroup group =
        Scorings.scoring(
                2,
                Scorings.graded("format", 1),
                Scorings.judged("s", 1, MissingVerdict.LEAVE_OUT, Quorum.ANY, "a", "b"))
            .score(
                Groups.rollout(1, 0, RIGHT, WRONG),
                Map.of("a", Groups.judgement("a", 1, 0, Groups.YES, Groups.NO)),
                Set.of("b"));
    assertThat(group.getResponses())
        .allSatisfy(
            response ->
                assertThat(response.getRewards().get(1).getWhy())
                    .isEqualTo(
                        "left out: any of a, b is undecided for response 1:"
                            + " a no, b missing (was not in time)"));
  }

  @Test
  void verdictsOfALateJudgeOrOfOneThatNoRewardNamesDoNotCount() {
    GroupScoring scoring =
        Scorings.scoring(1, Scorings.graded("format", 1), Scorings.judged("a", 1));
    Rollout rollout = Groups.rollout(1, 0, RIGHT);
    Map<String, Judgement> given = Map.of("a", Groups.judgement("a", 1, 0, Groups.YES));
    ScoredGroup late = scoring.score(rollout, given, Set.of("a"));
    assertThat(late).isEqualTo(scoring.score(rollout, Map.of(), Set.of("a")));
    ScoredGroup observed =
        scoring.score(
            rollout,
            Map.of("a", given.get("a"), "x", Groups.judgement("x", 1, 0, Groups.NO)),
            Set.of());
    assertThat(observed).isEqualTo(scoring.score(rollout, given, Set.of()));
  }

  /** Leaving a criterion out gives, bit for bit, the sums of a recipe without it. */
  @Property(tries = 200)
  void aCriterionThatIsLeftOutDoesNotChangeTheSums(
      @ForAll double weight, @ForAll boolean first, @ForAll @Size(4) List<Boolean> right) {
    String[] texts = right.stream().map(is -> is ? RIGHT : WITHOUT_TAGS).toArray(String[]::new);
    Criterion out = Scorings.judged("semantic", weight);
    Criterion format = Scorings.graded("format", 0.1);
    Criterion accuracy = Scorings.graded("accuracy", 0.7);
    ScoredGroup with =
        Scorings.scoring(4, first ? out : format, first ? format : out, accuracy)
            .score(Groups.rollout(1, 0, texts), Map.of(), Set.of("semantic"));
    ScoredGroup without = score(Scorings.scoring(4, format, accuracy), texts);
    assertThat(with.getResponses())
        .extracting(ScoredResponse::getReward, ScoredResponse::getAdvantage)
        .isEqualTo(
            without.getResponses().stream()
                .map(r -> tuple(r.getReward(), r.getAdvantage()))
                .toList());
  }

  @Test
  void aJudgementWithTheWrongNumberOfVerdictsCountsAsMissing() {
    ScoredGroup group =
        Scorings.scoring(2, Scorings.graded("format", 1), Scorings.judged("semantic", 1))
            .score(
                Groups.rollout(1, 0, RIGHT, RIGHT),
                Map.of("semantic", Groups.judgement("semantic", 1, 0, Groups.NO)),
                Set.of());
    assertThat(group.getResponses().get(0).getRewards().get(1).getWhy())
        .contains("1 verdicts for 2 responses");
  }

  @Test
  void aGroupWithoutChoicesOrAnswerFails() {
    GroupScoring scoring = Scorings.scoring(1, Scorings.graded("accuracy", 1));
    Rollout noChoices = Groups.rollout(1, 0, RIGHT);
    noChoices.setChoices(List.of());
    assertThat(scoring.score(noChoices, Map.of(), Set.of()).getFailure()).contains("choices");
    Rollout noAnswer = Groups.rollout(1, 0, RIGHT);
    noAnswer.setAnswer("");
    assertThat(scoring.score(noAnswer, Map.of(), Set.of()).getFailure()).contains("not a letter");
  }

  @Test
  void aGroupWithTheWrongNumberOfResponsesFails() {
    assertThat(score(Scorings.scoring(8, Scorings.graded("format", 1)), RIGHT).getFailure())
        .isEqualTo("1 responses; num_generations is 8");
  }
}
