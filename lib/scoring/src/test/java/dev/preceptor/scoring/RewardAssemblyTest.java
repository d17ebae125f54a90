package dev.preceptor.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.testkit.Groups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RewardAssemblyTest {

  private static final long DEADLINE_MILLIS = 1000;
  private static final String TEXT = "<think>Right.</think>\n<answer>B</answer>";
  private static final Rollout ROLLOUT = Groups.rollout(3, 1, TEXT, TEXT);

  private final RewardAssembly assembly =
      new RewardAssembly(
          Scorings.scoring(
              2,
              Scorings.graded("format", 1),
              Scorings.judged("one", 1),
              Scorings.judged("two", 1)),
          DEADLINE_MILLIS);

  private interface Event extends BiFunction<GroupState, Long, Transition> {}

  private Event sampled() {
    return (state, now) -> assembly.sampled(state, ROLLOUT, now);
  }

  private Event judged(String judge) {
    return (state, now) ->
        assembly.judged(state, Groups.judgement(judge, 3, 1, Groups.YES, Groups.NO));
  }

  private Event tick() {
    return (state, now) -> assembly.tick(state, now);
  }

  /** The groups emitted when events arrive at a given interval. */
  private static List<ScoredGroup> play(List<Event> events, long millisBetween) {
    List<ScoredGroup> out = new ArrayList<>();
    GroupState state = GroupState.UNSEEN;
    long now = 0;
    for (Event event : events) {
      Transition transition = event.apply(state, now += millisBetween);
      state = transition.state();
      transition.output().ifPresent(out::add);
    }
    return out;
  }

  @Property(tries = 300)
  void aGroupIsEmittedOnceAndCompleteInWhateverOrderItsPartsArrive(
      @ForAll @IntRange(min = 1, max = 3) int copies, @ForAll Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      events.addAll(List.of(sampled(), judged("one"), judged("two"), judged("stranger"), tick()));
    }
    Collections.shuffle(events, random);
    List<ScoredGroup> out = play(events, 1);
    assertThat(out).hasSize(1);
    assertThat(out.get(0).getResponses().get(0).getReward()).isEqualTo(3.0);
    assertThat(out.get(0).getResponses().get(1).getReward()).isEqualTo(1.0);
  }

  /** However late the parts arrive: exactly one output, and a missing verdict is never a zero. */
  @Property(tries = 300)
  void aSlowJudgeNeitherStallsAGroupNorScoresZero(
      @ForAll @IntRange(min = 1, max = 2000) int millisBetween, @ForAll Random random) {
    List<Event> events =
        new ArrayList<>(
            List.of(sampled(), judged("one"), judged("two"), tick(), tick(), tick(), sampled()));
    Collections.shuffle(events, random);
    events.add((state, now) -> assembly.tick(state, now + DEADLINE_MILLIS));
    List<ScoredGroup> out = play(events, millisBetween);
    assertThat(out).hasSize(1);
    out.get(0)
        .getResponses()
        .get(0)
        .getRewards()
        .forEach(reward -> assertThat(reward.getValue()).isIn(null, 1.0));
  }

  @Test
  void theDeadlineCountsFromTheRollout() {
    GroupState early = assembly.judged(GroupState.UNSEEN, Groups.judgement("one", 3, 1)).state();
    assertThat(assembly.tick(early, 1_000_000).output()).isEmpty();
    GroupState sampled = assembly.sampled(early, ROLLOUT, 5000).state();
    assertThat(assembly.tick(sampled, 5999).output()).isEmpty();
    assertThat(assembly.tick(sampled, 6000).output()).isPresent();
  }

  @Test
  void aGroupEmittedAtItsDeadlineNamesTheLateJudgesAndTheTime() {
    GroupState state = assembly.sampled(GroupState.UNSEEN, ROLLOUT, 5000).state();
    state = assembly.judged(state, Groups.judgement("two", 3, 1, Groups.YES, Groups.NO)).state();
    assertThat(assembly.missingJudges((GroupState.Waiting) state)).containsExactly("one");
    ScoredGroup out = assembly.tick(state, 6400).output().orElseThrow();
    assertThat(out.getDeadlineMillis()).isEqualTo(6000);
    assertThat(out.getHearings())
        .containsExactly(new JudgeStatus("one", true, 0, 0L), new JudgeStatus("two", false, 0, 5L));
    assertThat(GroupScoring.lateJudges(out)).containsExactly("one");
  }

  @Test
  void aLateVerdictChangesNothingAndTheDecisionCanBeRepeated() {
    GroupScoring scoring =
        Scorings.scoring(2, Scorings.graded("format", 1), Scorings.judged("one", 1));
    RewardAssembly one = new RewardAssembly(scoring, DEADLINE_MILLIS);
    GroupState state = one.sampled(GroupState.UNSEEN, ROLLOUT, 0).state();
    Transition left = one.tick(state, DEADLINE_MILLIS);
    Judgement late = Groups.judgement("one", 3, 1, Groups.YES, Groups.NO);
    assertThat(one.judged(left.state(), late).output()).isEmpty();
    ScoredGroup decided = left.output().orElseThrow();
    assertThat(scoring.repeat(decided, ROLLOUT, Map.of("one", late))).isEqualTo(decided);
    assertThat(scoring.score(ROLLOUT, Map.of("one", late), Set.of())).isNotEqualTo(decided);
  }

  @Test
  void aHugeJudgementIsStoredTrimmed() {
    Verdict endless = Groups.verdict(VerdictKind.yes, "y".repeat(1 << 20));
    Judgement huge =
        Groups.judgement("one", 3, 1, Collections.nCopies(50, endless).toArray(new Verdict[0]));
    GroupState.Waiting waiting =
        (GroupState.Waiting) assembly.judged(GroupState.UNSEEN, huge).state();
    assertThat(waiting.judgements().get("one").toString().length()).isLessThan(2000);
    GroupState state = assembly.sampled(waiting, ROLLOUT, 0).state();
    ScoredGroup out =
        assembly
            .judged(state, Groups.judgement("two", 3, 1, Groups.YES, Groups.YES))
            .output()
            .orElseThrow();
    assertThat(out.getResponses().get(0).getRewards().get(1).getWhy())
        .isEqualTo("left out: judge one gave more verdicts than there are responses");
  }

  @Test
  void theFirstJudgementOfAJudgeCounts() {
    GroupState state = assembly.sampled(GroupState.UNSEEN, ROLLOUT, 0).state();
    state = assembly.judged(state, Groups.judgement("one", 3, 1, Groups.YES, Groups.YES)).state();
    state = assembly.judged(state, Groups.judgement("one", 3, 1, Groups.NO, Groups.NO)).state();
    ScoredGroup out =
        assembly
            .judged(state, Groups.judgement("two", 3, 1, Groups.NO, Groups.NO))
            .output()
            .orElseThrow();
    assertThat(out.getResponses().get(0).getReward()).isEqualTo(2.0);
  }

  @Test
  void aGroupThatCouldNotBeSampledIsEmittedAtOnceWithTheReason() {
    Transition transition =
        assembly.sampled(GroupState.UNSEEN, Groups.failedRollout(3, 1, "no image"), 0);
    assertThat(transition.state()).isEqualTo(GroupState.FINISHED);
    assertThat(transition.output().orElseThrow().getFailure()).isEqualTo("no image");
  }

  @Test
  void aRolloutThatCannotBeReadFailsItsGroupInsteadOfStallingIt() {
    Transition transition = assembly.unreadable(GroupState.UNSEEN, new GroupKey(3, 1), "cut off");
    assertThat(transition.output().orElseThrow().getFailure()).contains("cut off");
    assertThat(transition.output().orElseThrow().getStep()).isEqualTo(3);
    assertThat(assembly.sampled(transition.state(), ROLLOUT, 0).output()).isEmpty();
  }

  @Test
  void withoutJudgesAGroupDoesNotWait() {
    RewardAssembly alone =
        new RewardAssembly(Scorings.scoring(2, Scorings.graded("format", 1)), 1000);
    assertThat(alone.sampled(GroupState.UNSEEN, ROLLOUT, 0).output()).isPresent();
  }
}
