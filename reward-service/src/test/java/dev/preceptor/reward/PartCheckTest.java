package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.testkit.Groups;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartCheckTest {

  private static final int PARTITIONS = 3;
  private static final int OWN = new GroupKey(4, 1).partition(PARTITIONS);
  private static final Judgement JUDGEMENT =
      Groups.judgement("semantic", 4, 1, Groups.YES, Groups.NO);

  /** A run of 5 steps that has taken 3 of them. */
  private final PartCheck check =
      new PartCheck(
          new RunBounds(new StepPlan(5, 0, 1), new UnitLayout(2, 1)),
          TakenSteps.upTo(3),
          2,
          PARTITIONS);

  private static Rollout rollout() {
    return Groups.rollout(4, 1, "a", "b");
  }

  private static void refuses(Runnable required, String why) {
    assertThatThrownBy(required::run)
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatTheRunsWorkersWritePasses() {
    assertThatCode(() -> check.require("4-1", OWN, rollout())).doesNotThrowAnyException();
    assertThatCode(() -> check.require("4-1", OWN, Groups.failedRollout(4, 1, "no memory")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check.require("4-1", OWN, JUDGEMENT)).doesNotThrowAnyException();
  }

  @Test
  void recordsInAnotherPartitionAreRefused() {
    String why = "the record of group 4-1 is in partition ";
    refuses(() -> check.require("4-1", OWN + 1, rollout()), why);
    refuses(() -> check.require("4-1", OWN + 1, JUDGEMENT), why);
  }

  @Test
  void recordsAheadOfTheRunAreRefused() {
    Rollout ahead = Groups.rollout(5, 0, "a", "b");
    int partition = new GroupKey(5, 0).partition(PARTITIONS);
    refuses(
        () -> check.require("5-0", partition, ahead),
        "group 5-0 is ahead of the run, which has not taken step 4 yet");
    refuses(
        () -> check.require("5-0", partition, Groups.judgement("semantic", 5, 0)),
        "group 5-0 is ahead of the run, which has not taken step 4 yet");
  }

  @Test
  void responsesWhoseTokensAndProbabilitiesDoNotMatchAreRefused() {
    for (List<Integer> ids : List.of(List.<Integer>of(), List.of(1, 2), List.of(-1))) {
      Rollout odd = rollout();
      odd.getResponses().get(1).setTokenIds(ids);
      refuses(
          () -> check.require("4-1", OWN, odd),
          "rollout 4-1 has a response of %d tokens with 1 log-probabilities".formatted(ids.size()));
    }
  }
}
