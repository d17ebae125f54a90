package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LearnerTest {

  private static final StepPlan PLAN = new StepPlan(4, 0, 2);

  private final Fakes.OneWeight trainer = new Fakes.OneWeight();
  private final Map<Integer, MemoryModel> log = new HashMap<>();
  private long nanos;

  private Learner learner(List<TrainingStep> committed, int trainedSteps, int maxSteps) {
    return learner(Fakes.LAYOUT, committed, trainedSteps, maxSteps);
  }

  private Learner learner(
      UnitLayout layout, List<TrainingStep> committed, int trainedSteps, int maxSteps) {
    return new Learner(
        PLAN,
        layout,
        Fakes.issuer(PLAN),
        trainer,
        new Schedule(Schedule.Kind.LINEAR, 1, 0, maxSteps),
        new CommittedSteps(committed, Set.of()),
        trainedSteps,
        new PolicyPublisher(50),
        version -> Optional.ofNullable(log.get(version)),
        new KeptHistory(0, 1, () -> 0),
        new SentinelWatch(Fakes.recipe()),
        new Stopwatch(() -> nanos += 1_000_000_000L, () -> 1234));
  }

  private Learner fresh() {
    return learner(List.of(), 0, 4);
  }

  private static AssembledStep step(int step) {
    return Fakes.step(Fakes.group(step, 0, 0, step), Fakes.group(step, 1, 1, 1));
  }

  @Test
  void aFreshRunOpensWithItsWeightsAndItsFirstPrompts() {
    Opening opening = fresh().opening(0);
    assertThat(opening.policy().orElseThrow().anchor()).isTrue();
    assertThat(opening.policy().orElseThrow().chunks().next().getSha256())
        .isEqualTo(PolicyHash.sha256(trainer.policy()));
    assertThat(opening.prompts()).extracting(Prompt::getStep).containsExactly(1, 1);
  }

  @Test
  void aRunThatIsUnderWayOpensWithNothing() {
    List<TrainingStep> log = List.of(fresh().train(step(1)).record());
    assertThat(restarted(log, 4).opening(2).isEmpty()).isTrue();
  }

  private Learner restarted(List<TrainingStep> log, int maxSteps) {
    trainer.restore(new Fakes.OneWeight().state());
    return learner(log, 0, maxSteps);
  }

  @Test
  void aStepPublishesItsWeightsAndAsksTheNextQuestions() {
    StepResult result = fresh().train(step(1));
    assertThat(result.publication().version()).isEqualTo(1);
    assertThat(result.record().getPolicyVersion()).isEqualTo(1);
    assertThat(result.record().getPolicySha256())
        .isEqualTo(PolicyHash.sha256(result.reached().policy()));
    assertThat(result.prompts()).extracting(Prompt::getStep).containsExactly(2, 2);
    assertThat(result.prompts()).extracting(Prompt::getPolicyVersion).containsOnly(1);
    assertThat(result.reached().nextOffsets()).containsEntry(0, 10L);
    assertThat(result.record().getTimestampMillis()).isEqualTo(1234);
  }

  @Test
  void theLastStepAsksNothing() {
    Learner learner = fresh();
    for (int step = 1; step < 4; step++) {
      assertThat(learner.train(step(step)).prompts()).isNotEmpty();
    }
    assertThat(learner.train(step(4)).prompts()).isEmpty();
  }

  @Test
  void aFailedGroupIsLeftOutAndItsReasonKept() {
    StepResult result =
        fresh().train(Fakes.step(Fakes.failed(1, 0, "no image"), Fakes.group(1, 1, 0, 1)));
    assertThat(trainer.groupsSeen).containsExactly(1);
    assertThat(result.record().getGroups())
        .containsExactly(
            new GroupOutcome(0, Outcome.failed, "no image"),
            new GroupOutcome(1, Outcome.trained, "semantic left out: late"));
    assertThat(result.record().getMetrics())
        .containsEntry("groups/trained", 1.0)
        .containsEntry("groups/skipped", 0.0)
        .containsEntry("groups/failed", 1.0)
        .containsEntry("policy/changed", 1.0);
  }

  @Test
  void aUnitThatIsLearntFromEarlyMakesTheSameStep() {
    UnitLayout single = new UnitLayout(2, 1);
    Learner atTheEnd = learner(single, List.of(), 0, 4);
    TrainingStep first = atTheEnd.train(step(1)).record();
    TrainingStep second = atTheEnd.train(step(2)).record();

    trainer.restore(new Fakes.OneWeight().state());
    Learner early = learner(single, List.of(), 0, 4);
    early.begin(step(1).groups().subList(0, 1));
    TrainingStep overlapped = early.train(step(1)).record();
    early.begin(step(2).groups().subList(0, 1));
    early.begin(step(2).groups().subList(1, 2));

    assertThat(overlapped.getPolicySha256()).isEqualTo(first.getPolicySha256());
    assertThat(early.train(step(2)).record().getPolicySha256()).isEqualTo(second.getPolicySha256());
    assertThat(trainer.groupsSeen).containsExactly(2, 2, 2, 2);
    assertThat(overlapped.getMetrics().get("num_tokens"))
        .isEqualTo(first.getMetrics().get("num_tokens"));
    assertThat(first.getMetrics()).containsEntry("time/overlapped", 0.0);
    assertThat(overlapped.getMetrics())
        .containsEntry("time/overlapped", 1.0)
        .containsEntry("time/learning", 2.0)
        .containsEntry("time/waiting", 2.0)
        .containsEntry("step_time", 5.0);
  }

  @Test
  void aGroupOfEqualRewardsIsSkippedUnlessItsKlMovesTheWeights() {
    AssembledStep step = Fakes.step(Fakes.group(1, 0, 1, 1), Fakes.group(1, 1, 0, 1));
    trainer.usesReference = false;
    assertThat(fresh().train(step).record().getGroups())
        .containsExactly(
            new GroupOutcome(
                0,
                Outcome.skipped,
                "all 2 responses have the same reward, so there is nothing to learn from them"),
            new GroupOutcome(1, Outcome.trained, "semantic left out: late"));
    assertThat(trainer.groupsSeen).containsExactly(2);
    trainer.usesReference = true;
    assertThat(fresh().train(step).record().getGroups())
        .extracting(GroupOutcome::getOutcome)
        .containsOnly(Outcome.trained);
  }

  @Test
  void aStepOfFailedGroupsLeavesTheWeightsAloneAndIsStillAStep() {
    Learner learner = fresh();
    StepResult first = learner.train(step(1));
    StepResult second =
        learner.train(Fakes.step(Fakes.failed(2, 0, "broken"), Fakes.failed(2, 1, "broken")));
    assertThat(trainer.groupsSeen).containsExactly(2);
    assertThat(second.record().getPolicyVersion()).isEqualTo(2);
    assertThat(second.record().getPolicySha256()).isEqualTo(first.record().getPolicySha256());
    assertThat(second.record().getMetrics())
        .doesNotContainKeys("reward", "loss")
        .containsEntry("groups/failed", 2.0)
        .containsEntry("policy/changed", 0.0);
    assertThat(second.prompts()).extracting(Prompt::getStep).containsOnly(3);
  }

  @Test
  void aFigureThatIsNotFiniteStopsTheLearnerByTheStepsName() {
    Learner learner = fresh();
    learner.train(step(1));
    trainer.figure = Optional.of("loss is NaN");
    assertThatThrownBy(() -> learner.train(step(2)))
        .isInstanceOf(NotFiniteException.class)
        .hasMessage("step 2: loss is NaN");
    trainer.figure = Optional.empty();
    TrainingStep committed = restarted(List.of(), 4).train(step(1)).record();
    trainer.figure = Optional.of("weight w: element [0] is NaN");
    Learner again = restarted(List.of(committed), 4);
    assertThatThrownBy(() -> again.replay(step(1)))
        .hasMessage("step 1: weight w: element [0] is NaN");
  }

  @Test
  void aStepThatTheLogHoldsIsReplayedToTheSameWeightsAndTheNextIsTrained() {
    Learner first = fresh();
    List<TrainingStep> log = new ArrayList<>();
    for (int step = 1; step <= 3; step++) {
      log.add(first.train(step(step)).record());
    }
    Learner second = restarted(log.subList(0, 2), 4);
    for (int step = 1; step <= 2; step++) {
      assertThat(second.isInLog(step)).isTrue();
      assertThat(second.replay(step(step)).policySha256())
          .isEqualTo(log.get(step - 1).getPolicySha256());
    }
    assertThat(second.isInLog(3)).isFalse();
    StepResult third = second.train(step(3));
    assertThat(third.publication().version()).isEqualTo(3);
    assertThat(third.record().getPolicySha256()).isEqualTo(log.get(2).getPolicySha256());
    assertThat(third.record().getMetrics().get("num_tokens"))
        .isEqualTo(log.get(2).getMetrics().get("num_tokens"));
  }

  @Test
  void otherWeightsThanThePublishedStopTheRunByTheStepsName() {
    StepResult first = fresh().train(step(1));
    TrainingStep published = first.record();
    log.put(1, first.reached().policy());
    Learner restarted = restarted(List.of(published), 4);
    AssembledStep other = Fakes.step(Fakes.group(1, 0, 0, 5), Fakes.group(1, 1, 1, 1));
    assertThatThrownBy(() -> restarted.replay(other))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("step 1: replaying it gave")
        .hasMessageContaining(published.getPolicySha256())
        .hasMessageContaining("the first tensor that differs is w: its element 0 [0] is ")
        .hasMessageContaining("1 of its 1 elements differ; 1 of 2 tensors differ; the machine");
  }

  @Test
  void aDamagedCheckpointIsNoticedBeforeItIsTrainedOn() {
    TrainingStep published = fresh().train(step(1)).record();
    trainer.restore(Map.of("master.w", Fakes.tensor(7)));
    assertThatThrownBy(() -> learner(List.of(published), 1, 4))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("the checkpoint of step 1")
        .hasMessageContaining("the policy topic no longer holds version 1");
    log.put(1, Fakes.model(1.5f));
    assertThatThrownBy(() -> learner(List.of(published), 1, 4))
        .hasMessageContaining("is 7.0 (0x40e00000); 1.5 (0x3fc00000) was published");
  }

  /** A linear schedule over 8 steps is another at step 2 than one over 4. */
  @Test
  void aLongerRunReplaysAtTheRatesThatWereLearntAt() {
    Learner shorter = fresh();
    List<TrainingStep> log =
        List.of(shorter.train(step(1)).record(), shorter.train(step(2)).record());
    List<Double> learntAt = List.copyOf(trainer.rates);
    Learner longer = restarted(log, 8);
    longer.replay(step(1));
    longer.replay(step(2));
    longer.train(step(3));
    assertThat(trainer.rates.subList(2, 4)).isEqualTo(learntAt);
    assertThat(trainer.rates.get(4)).isEqualTo(1 - 2.0 / 8);
  }

  @Test
  void metricsHaveTheNamesThatTrlGivesThem() {
    StepResult result =
        fresh().train(Fakes.step(Fakes.group(1, 0, 0, 1, 2), Fakes.group(1, 1, 1, 1, 1)));
    Map<String, Double> metrics = result.record().getMetrics();
    assertThat(metrics)
        .containsEntry("reward", 1.0)
        .containsEntry("reward_std", 0.5)
        .containsEntry("frac_reward_zero_std", 0.5)
        .containsEntry("rewards/format/zero_std_ratio", 0.5)
        .containsEntry("rewards/format/mean", 1.0)
        .containsEntry("completions/mean_length", 2.0)
        .containsEntry("completions/min_length", 1.0)
        .containsEntry("completions/max_length", 3.0)
        .containsEntry("completions/mean_terminated_length", 2.0)
        .containsEntry("learning_rate", 1.0)
        .containsEntry("staleness", 0.0)
        .containsEntry("time/sampling", 3.0)
        .containsEntry("time/learning", 1.0)
        .containsEntry("time/waiting", 1.0)
        .containsEntry("time/publishing", 1.0)
        .containsEntry("step_time", 3.0)
        .containsKeys("loss", "num_tokens")
        .doesNotContainKeys("rewards/semantic/mean", "rewards/semantic/zero_std_ratio");
    assertThat(metrics.get("rewards/format/std")).isEqualTo(Math.sqrt(2.0 / 5), within(1e-12));
    assertThat(metrics.get("completions/clipped_ratio")).isEqualTo(1.0 / 3, within(1e-12));
  }
}
