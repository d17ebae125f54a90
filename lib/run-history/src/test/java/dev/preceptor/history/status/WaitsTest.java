package dev.preceptor.history.status;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.history.ledger.Ledger;
import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.recipe.SentinelMode;
import dev.preceptor.run.RunEffects;
import dev.preceptor.runlog.Consumer;
import dev.preceptor.runlog.Consumer.Role;
import dev.preceptor.schemas.GroupKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WaitsTest {

  private static final long NOW_MILLIS = 100_000;

  private final RecordedRun run = RecordedRun.of(2);
  private final Map<String, Long> heard = new HashMap<>();
  private OptionalInt endedAfter = OptionalInt.empty();
  private List<Reader> readers =
      List.of(
          reader(Role.ROLLOUT, "rollout", worker("worker-1", 0), worker("worker-2", 1)),
          reader(Role.JUDGE, "strict", worker("judge-1", 0, 1)),
          reader(Role.REWARD, "reward", worker("reward-0", 0, 1)),
          reader(Role.LEARNER, "learner", worker("learner", 0, 1)));

  @Test
  void unsampledGroupsAreAwaitedFromTheirWorker() {
    run.answer(new GroupKey(3, 0));
    run.answer(new GroupKey(3, 2));
    run.answer(new GroupKey(3, 3));
    heard.put("worker-2", NOW_MILLIS - 40_000);
    assertThat(waits(5))
        .containsExactly(
            new Wait(
                "1 of 4 groups to be sampled (unit 0)",
                List.of(new GroupKey(3, 1)),
                "worker-2, last rollout 0:40 ago",
                OptionalLong.of(60_000)));
  }

  @Test
  void anUnassignedPartitionIsReported() {
    for (int slot = 1; slot < SLOTS; slot++) {
      run.answer(new GroupKey(3, slot));
    }
    readers = List.of();
    assertThat(waits(5))
        .extracting(Wait::from)
        .containsExactly("no rollout process has partition 0");
  }

  @Test
  void aMissingJudgementIsAwaited() {
    answerAll();
    run.drop(run.line(TOPICS.scoredGroups(), "3-1"));
    run.drop(run.line(TOPICS.judgements(), "3-1"));
    assertThat(waits(5))
        .extracting(Wait::what, Wait::from)
        .containsExactly(tuple("1 of 4 groups to be judged by strict", "judge-1"));
  }

  @Test
  void judgedGroupsAreAwaitedFromTheRewardService() {
    answerAll();
    run.drop(run.line(TOPICS.scoredGroups(), "3-1"));
    assertThat(waits(5))
        .extracting(Wait::what, Wait::from)
        .containsExactly(tuple("1 of 4 groups to be scored", "reward-0"));
  }

  @Test
  void aStepWithAllGroupsScoredIsAwaitedFromTheLearner() {
    answerAll();
    assertThat(waits(5))
        .extracting(Wait::what, Wait::from)
        .containsExactly(tuple("step 3 to be trained; all of its groups are scored", "learner"));
  }

  @Test
  void promptsNotYetIssuedAreAwaitedFromTheLearner() {
    run.drop(run.line(TOPICS.prompts(), "3-1"));
    assertThat(waits(5))
        .extracting(Wait::what)
        .containsExactly("1 of 4 prompts of step 3 to be issued");
  }

  @Test
  void aRunWhoseStepsAreTakenWaitsForItsLastEvaluationOnly() {
    assertThat(waits(2))
        .extracting(Wait::what, Wait::from)
        .containsExactly(tuple("the policy after step 2 to be evaluated", "eval-service"));
    assertThat(Waits.of(state(2, true))).isEmpty();
  }

  @Test
  void aRunThatItsSentinelHasEndedWaitsForNothing() {
    endedAfter = OptionalInt.of(2);
    assertThat(waits(5)).isEmpty();
  }

  private void answerAll() {
    for (int slot = 0; slot < SLOTS; slot++) {
      run.answer(new GroupKey(3, slot));
    }
  }

  private List<Wait> waits(int maxSteps) {
    return Waits.of(state(maxSteps, false));
  }

  private RunState state(int maxSteps, boolean evaluated) {
    var ledger = new Ledger(TOPICS, RecordedRun.RECIPE);
    run.entries().forEach(ledger::enter);
    Map<GroupKey, Integer> units = new HashMap<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      units.put(new GroupKey(3, slot), slot / 2);
    }
    return new RunState(
        2,
        maxSteps,
        SLOTS,
        List.of("strict"),
        evaluated,
        Optional.empty(),
        ledger.lives(),
        units,
        OptionalLong.of(NOW_MILLIS - 40_000),
        heard,
        readers,
        new RunEffects(RecordedRun.RECIPE),
        new SentinelState(SentinelMode.STOP, List.of(), endedAfter),
        NOW_MILLIS);
  }

  private static Reader reader(Role role, String name, Reader.Worker... workers) {
    return new Reader(new Consumer(role, name), name, Map.of(0, 0L, 1, 0L), List.of(workers));
  }

  private static Reader.Worker worker(String name, Integer... partitions) {
    return new Reader.Worker(name, List.of(partitions));
  }
}
