package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.runlog.Consumer;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Correct logs are accepted. */
class LedgerTest {

  private static final byte[] JUNK = {1, 2, 3};

  @Test
  void anEmptyLedgerIsAccepted() {
    assertThat(new RecordedRun().report().violations()).isEmpty();
  }

  @Test
  void aCompleteRunIsAccepted() {
    var run = RecordedRun.of(3);
    run.committedBeforeTheNextStep().forEach(run::with);
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.steps()).isEqualTo(3);
    assertThat(report.issued()).isEqualTo(4 * SLOTS);
    assertThat(report.trained()).isEqualTo(3 * SLOTS);
    assertThat(report.inFlight()).isEqualTo(SLOTS);
    assertThat(report.versionsChecked()).isEqualTo(4);
    assertThat(report.offsetsChecked()).isEqualTo(8);
  }

  @Test
  void groupsOfLaterStepsAreInFlightAndNotMissing() {
    var run = RecordedRun.of(2);
    run.answer(new GroupKey(3, 0));
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.inFlight()).isEqualTo(SLOTS);
    assertThat(report.missing()).isZero();
  }

  @Test
  void theLifeOfAGroupFollowsItsRecords() {
    var run = RecordedRun.of(1);
    run.answer(new GroupKey(2, 0));
    run.answer(new GroupKey(2, 1));
    run.drop(run.line(TOPICS.scoredGroups(), "2-0"));
    run.drop(run.line(TOPICS.scoredGroups(), "2-1"));
    run.drop(run.line(TOPICS.judgements(), "2-1"));
    var ledger = new Ledger(TOPICS, RecordedRun.RECIPE);
    run.entries().forEach(ledger::enter);
    var lives = ledger.lives();
    assertThat(lives.get(new GroupKey(1, 0))).isInstanceOf(GroupLife.Trained.class);
    assertThat(lives.get(new GroupKey(2, 0))).isInstanceOf(GroupLife.Judged.class);
    assertThat(lives.get(new GroupKey(2, 1))).isInstanceOf(GroupLife.Sampled.class);
    assertThat(lives.get(new GroupKey(2, 2))).isInstanceOf(GroupLife.Issued.class);
  }

  @Test
  void skippedAndFailedGroupsWithReasonsAreAccepted() {
    var run = RecordedRun.of(1);
    var failed = new GroupKey(1, 0);
    run.replace(
        run.line(TOPICS.scoredGroups(), failed),
        RecordCodec.of(ScoredGroup.class).encode(RecordedRun.failed(failed)));
    run.alterStep(
        1,
        step ->
            step.setGroups(
                List.of(
                    new GroupOutcome(0, Outcome.failed, "no image"),
                    new GroupOutcome(1, Outcome.skipped, "too long"),
                    new GroupOutcome(2, Outcome.trained, ""),
                    new GroupOutcome(3, Outcome.trained, ""))));
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(1);
    assertThat(report.trained()).isEqualTo(2);
  }

  @Test
  void identicalResponsesOfAnotherWorkerAreCountedAsResampled() {
    var run = RecordedRun.of(2);
    var group = new GroupKey(1, 2);
    run.append(
        TOPICS.rollouts(),
        0,
        group.toString(),
        RecordCodec.of(Rollout.class)
            .encode(
                Rollout.newBuilder(RecordedRun.rollout(group))
                    .setWorker("worker-2")
                    .setSampleMillis(77)
                    .build()));
    run.repeat(run.line(TOPICS.judgements(), group));
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.resampled()).isEqualTo(1);
    assertThat(report.rejudged()).isEqualTo(1);
    assertThat(report.trained()).isEqualTo(2 * SLOTS);
  }

  @Test
  void unreadableRecordsAreCountedAndHarmless() {
    var run = RecordedRun.of(1);
    run.append(TOPICS.prompts(), 0, "1-0", JUNK);
    run.append(TOPICS.rollouts(), 0, "1-0", JUNK);
    run.append(TOPICS.scoredGroups(), 0, "1-0", JUNK);
    run.append(TOPICS.judgements(), 0, "1-0", JUNK);
    run.append(TOPICS.trainingSteps(), 0, "1", JUNK);
    run.append(TOPICS.rollouts(), 0, "no key", JUNK);
    run.append(TOPICS.prompts(), 0, "9000-0", JUNK);
    run.append(TOPICS.rollouts(), 0, "1-900", JUNK);
    run.append(TOPICS.scoredGroups(), 0, "9000-900", JUNK);
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.unreadable()).isEqualTo(9);
    assertThat(report.trained()).isEqualTo(SLOTS);
  }

  @Test
  void aGroupWithAnUnreadableScoreHasFailed() {
    var run = RecordedRun.of(1);
    run.replace(run.line(TOPICS.scoredGroups(), "1-0"), JUNK);
    run.alterStep(
        1,
        step -> {
          List<GroupOutcome> groups = new ArrayList<>(step.getGroups());
          groups.set(0, new GroupOutcome(0, Outcome.failed, "could not be read"));
          return step.setGroups(groups);
        });
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.failed()).isEqualTo(1);
  }

  @Test
  void anExpiredPolicyLogIsCheckedFromItsFirstCompleteVersion() {
    var run = RecordedRun.of(3);
    var report = run.cutBefore(2).report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.versionsChecked()).isEqualTo(2);
  }

  @Test
  void aLiveRunMayBePublishingItsNextVersion() {
    var run = RecordedRun.of(2).live();
    run.drop(run.line(TOPICS.trainingSteps(), 2));
    assertThat(run.report().violations()).isEmpty();
  }

  @Test
  void aSummaryThatMatchesTheLogIsAccepted() {
    var run = RecordedRun.of(2).ended(2, RecordedRun.sha256(2));
    assertThat(run.report().violations()).isEmpty();
  }

  @Test
  void aLearnerOffsetAtAGroupOfTheNextStepIsAccepted() {
    var run = RecordedRun.of(2);
    run.answer(new GroupKey(3, 1));
    var learner = run.committed(Consumer.Role.LEARNER, "learner", TOPICS.scoredGroups(), 1, 1);
    assertThat(run.with(learner).report().violations()).isEmpty();
  }
}
