package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Records that expired by the recipe's rule are accepted; any other missing record is lost. */
class ExpiryTest {

  private static final int HISTORY = 3;

  /** Nine steps; step 9 releases the records before step 7, which are deleted. */
  private static RecordedRun expired() {
    var run =
        RecordedRun.of(9).bounded(HISTORY, step -> Math.max(1, step - HISTORY + 1)).expireBefore(7);
    run.committedBeforeTheNextStep().forEach(run::with);
    return run;
  }

  @Test
  void expiredGroupsCountByTheirOutcome() {
    var run = expired();
    run.alterStep(2, step -> step.setGroups(outcomes(Outcome.failed, "no image")));
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.firstStep()).isEqualTo(7);
    assertThat(report.expired()).isEqualTo(6 * SLOTS);
    assertThat(report.issued()).isEqualTo(10 * SLOTS);
    assertThat(report.trained()).isEqualTo(9 * SLOTS - 1);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.inFlight()).isEqualTo(SLOTS);
  }

  private static List<GroupOutcome> outcomes(Outcome ofTheFirst, String reason) {
    List<GroupOutcome> outcomes = new ArrayList<>();
    outcomes.add(new GroupOutcome(0, ofTheFirst, reason));
    for (int slot = 1; slot < SLOTS; slot++) {
      outcomes.add(new GroupOutcome(slot, Outcome.trained, ""));
    }
    return outcomes;
  }

  @Test
  void withoutDeletionsAllStepsAreVerified() {
    var run = RecordedRun.of(9).bounded(HISTORY, step -> Math.max(1, step - HISTORY + 1));
    assertThat(run.report().firstStep()).isEqualTo(1);
    assertThat(run.report().violations()).isEmpty();
    run.drop(run.line(TOPICS.rollouts(), "2-1"));
    assertThat(run.report().missing()).isEqualTo(1);
  }

  @Property(tries = 100)
  void aMissingRecordAfterTheFirstStepKeptIsALoss(@ForAll @IntRange(max = 1000) int number) {
    var run = expired();
    var candidates =
        run.lines().stream()
            .filter(line -> TOPICS.ofGroups().contains(line.place().topic()))
            .filter(line -> GroupKey.parse(line.key()).step() < 10)
            .toList();
    run.drop(candidates.get(number % candidates.size()));
    assertThat(run.report().ok()).isFalse();
  }

  @Test
  void deletingMoreThanTheStepsReleaseIsALoss() {
    var run = expired().expireBefore(8);
    var report = run.report();
    assertThat(report.violations())
        .isNotEmpty()
        .allMatch(violation -> violation.subject().startsWith("7-"));
  }

  @Test
  void aTruncatedLogIsALossIfTheRecipeKeepsAll() {
    var report = RecordedRun.of(9).expireBefore(2).report();
    assertThat(report.unissued()).isEqualTo(SLOTS);
  }

  @Test
  void aStepThatReleasesMoreThanTheRecipeAllowsIsAViolation() {
    var run = RecordedRun.of(9).bounded(HISTORY, step -> step < 9 ? 1 : 8).expireBefore(8);
    assertThat(run.report().violations())
        .containsExactly(
            new Violation(
                Kind.CONTRADICTED,
                "step 9",
                "releases the records before step 8, but the recipe keeps those from step 7 on",
                run.line(TOPICS.trainingSteps(), 9).place()));
  }

  @Test
  void aStepThatKeepsReleasedRecordsIsAViolation() {
    var run = RecordedRun.of(9).bounded(HISTORY, step -> step == 8 ? 6 : step == 9 ? 5 : 1);
    assertThat(run.report().violations())
        .extracting(Violation::what)
        .containsExactly(
            "keeps records from step 5 on, but those before step 6 were released already");
  }

  @Test
  void anExpiredStepMustBeRecordedOnce() {
    var lost = expired();
    lost.drop(lost.line(TOPICS.trainingSteps(), 3));
    assertThat(lost.report().violations())
        .extracting(Violation::subject, Violation::what)
        .containsExactly(tuple("step 3", "is not on record"));
    var again = expired();
    again.repeat(again.line(TOPICS.trainingSteps(), 3));
    assertThat(again.report().duplicated()).isPositive();
  }

  @Test
  void anExpiredGroupMustHaveOneOutcomeWithItsReason() {
    var run = expired();
    run.alterStep(2, step -> step.setGroups(outcomes(Outcome.trained, "").subList(1, SLOTS)));
    run.alterStep(3, step -> step.setGroups(outcomes(Outcome.failed, " ")));
    run.alterStep(
        4,
        step -> {
          var outcomes = outcomes(Outcome.trained, "");
          outcomes.add(new GroupOutcome(1, Outcome.trained, ""));
          return step.setGroups(outcomes);
        });
    assertThat(run.report().violations())
        .extracting(Violation::subject, Violation::what)
        .containsExactly(
            tuple("2-0", "was never issued"),
            tuple("4-1", "trained again"),
            tuple("3-0", "is failed without a reason"));
  }

  @Test
  void weightsThatChangeWithoutAGroupAreAViolationHoweverOld() {
    var run = expired();
    run.alterStep(
        4,
        step ->
            step.setGroups(
                List.of(
                    new GroupOutcome(0, Outcome.failed, "no image"),
                    new GroupOutcome(1, Outcome.failed, "no image"),
                    new GroupOutcome(2, Outcome.failed, "no image"),
                    new GroupOutcome(3, Outcome.failed, "no image"))));
    assertThat(run.report().violations())
        .extracting(Violation::what)
        .containsExactly("changed the weights, but all its groups have failed");
  }

  /** The optimizer's momentum moves the weights in such a step. */
  @Test
  void weightsThatChangeInAStepOfSkippedGroupsAreNoViolation() {
    var run = expired();
    run.alterStep(
        4,
        step ->
            step.setGroups(
                List.of(
                    new GroupOutcome(0, Outcome.failed, "no image"),
                    new GroupOutcome(1, Outcome.skipped, "equal rewards"),
                    new GroupOutcome(2, Outcome.skipped, "equal rewards"),
                    new GroupOutcome(3, Outcome.failed, "no image"))));
    assertThat(run.report().violations()).isEmpty();
  }

  @Test
  void recordsReleasedDuringTheAuditAreNotALoss() {
    var run = expired().live().expireBefore(9);
    run.with(new Entry.Kept(9, run.line(TOPICS.trainingSteps(), 9).place()));
    assertThat(run.report().violations()).isEmpty();
  }

  @Test
  void lateRecordsOfAnExpiredGroupAreHarmless() {
    var run = RecordedRun.of(9).bounded(HISTORY, step -> Math.max(1, step - HISTORY + 1));
    run.repeat(run.line(TOPICS.rollouts(), "2-1"));
    run.repeat(run.line(TOPICS.judgements(), "2-1"));
    var report = run.expireBefore(7).report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.trained()).isEqualTo(9 * SLOTS);
  }
}
