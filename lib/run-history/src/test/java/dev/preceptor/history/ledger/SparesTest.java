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

/** Spares for failed groups follow the same rules as all groups. */
class SparesTest {

  private static final GroupKey SPARE = new GroupKey(1, SLOTS);

  @Test
  void aFailedGroupAndItsSpareEachEndOnce() {
    var run = RecordedRun.filledIn();
    run.committedBeforeTheNextStep().forEach(run::with);
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.issued()).isEqualTo(2 * SLOTS + 1);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.trained()).isEqualTo(SLOTS);
  }

  @Test
  void aFailedGroupWithoutASpareIsMissingIt() {
    var run = RecordedRun.filledIn();
    run.lines().removeIf(line -> line.key().equals(SPARE.toString()));
    run.alterStep(1, step -> step.setGroups(step.getGroups().subList(0, SLOTS)));
    assertThat(run.report().violations())
        .extracting(Violation::kind, Violation::subject, Violation::what)
        .containsExactly(tuple(Kind.MISSING, "1-4", "was never issued, although group 1-0 failed"));
  }

  @Test
  void aSpareForAGroupThatDidNotFailIsAViolation() {
    var run = RecordedRun.filledIn();
    var surplus = new GroupKey(1, SLOTS + 2);
    run.issue(surplus);
    run.answer(surplus);
    run.alterStep(
        1,
        step -> {
          List<GroupOutcome> outcomes = new ArrayList<>(step.getGroups());
          outcomes.add(new GroupOutcome(surplus.slot(), Outcome.trained, ""));
          return step.setGroups(outcomes);
        });
    assertThat(run.report().violations())
        .extracting(Violation::subject, Violation::what)
        .containsExactly(tuple("1-6", "was issued, but group 1-2 did not fail"));
  }

  @Test
  void aSpareWithoutAnOutcomeIsMissing() {
    var run = RecordedRun.filledIn();
    run.alterStep(1, step -> step.setGroups(step.getGroups().subList(0, SLOTS)));
    assertThat(run.report().violations())
        .extracting(Violation::subject, Violation::what)
        .containsExactly(tuple("1-4", "was left out of its step"));
  }

  @Test
  void aSpareOfALaterStepIsInFlight() {
    var run = RecordedRun.filledIn();
    run.fail(new GroupKey(2, 3));
    run.issue(new GroupKey(2, SLOTS + 3));
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.inFlight()).isEqualTo(SLOTS + 1);
  }

  @Test
  void aSpareThatFailsHasNoSpareItself() {
    var run = RecordedRun.filledIn();
    run.lines().removeIf(line -> line.key().equals(SPARE.toString()));
    run.issue(SPARE);
    run.fail(SPARE);
    run.alterStep(
        1,
        step -> {
          List<GroupOutcome> outcomes = new ArrayList<>(step.getGroups());
          outcomes.set(SLOTS, new GroupOutcome(SLOTS, Outcome.failed, "no image"));
          return step.setGroups(outcomes);
        });
    assertThat(run.report().violations()).isEmpty();
    assertThat(run.report().failed()).isEqualTo(2);
  }

  @Property(tries = 50)
  void everyLossOfASpareIsDetected(@ForAll @IntRange(max = 3) int number) {
    var run = RecordedRun.filledIn();
    run.committedBeforeTheNextStep().forEach(run::with);
    var ofSpare = run.lines().stream().filter(line -> line.key().equals(SPARE.toString())).toList();
    assertThat(ofSpare).hasSize(4);
    run.drop(ofSpare.get(number));
    assertThat(run.report().ok()).isFalse();
  }

  @Test
  void aForgedSpareIsDetected() {
    var run = RecordedRun.filledIn();
    run.alterPrompt(SPARE, prompt -> prompt.setSeed(1));
    assertThat(run.report().altered()).isEqualTo(1);
    run.repeat(run.line(TOPICS.scoredGroups(), SPARE));
    assertThat(run.report().duplicated()).isEqualTo(1);
  }
}
