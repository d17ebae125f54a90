package dev.preceptor.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.launcher.audit.Offence.Kind;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final int SLOTS = 4;

  private final Ledger ledger = new Ledger();
  private long offset;

  @Test
  void anEmptyLedgerIsInOrder() {
    assertThat(ledger.report().ok()).isTrue();
  }

  @Test
  void aRunWithoutLossIsInOrder() {
    run(3);
    var report = ledger.report();
    assertThat(report.ok()).isTrue();
    assertThat(report.steps()).isEqualTo(3);
    assertThat(report.issued()).isEqualTo(12);
    assertThat(report.trained()).isEqualTo(12);
    assertThat(report.inFlight()).isZero();
  }

  @Test
  void skippedAndFailedGroupsWithTheirReasonsAreInOrder() {
    issue(1);
    for (int slot = 0; slot < SLOTS; slot++) {
      ledger.sampled(new GroupKey(1, slot), place("rollouts"));
      ledger.scored(new GroupKey(1, slot), slot == 0, place("scored-groups"));
    }
    step(1);
    ledger.settled(new GroupKey(1, 0), Outcome.failed, "no picture", place("training-steps"));
    ledger.settled(new GroupKey(1, 1), Outcome.skipped, "too long", place("training-steps"));
    ledger.settled(new GroupKey(1, 2), Outcome.trained, "", place("training-steps"));
    ledger.settled(new GroupKey(1, 3), Outcome.trained, "", place("training-steps"));
    var report = ledger.report();
    assertThat(report.offences()).isEmpty();
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(1);
    assertThat(report.trained()).isEqualTo(2);
  }

  @Test
  void groupsOfAStepToComeAreInFlightAndNotMissing() {
    run(2);
    issue(3);
    ledger.sampled(new GroupKey(3, 0), place("rollouts"));
    var report = ledger.report();
    assertThat(report.ok()).isTrue();
    assertThat(report.inFlight()).isEqualTo(4);
    assertThat(report.missing()).isZero();
  }

  @Test
  void aRolloutSampledAgainAfterACrashDoesNoHarm() {
    run(1);
    ledger.sampled(new GroupKey(1, 2), place("rollouts"));
    var report = ledger.report();
    assertThat(report.ok()).isTrue();
    assertThat(report.resampled()).isEqualTo(1);
  }

  @Test
  void aPromptThatNothingCameOfIsMissing() {
    run(2);
    ledger.issued(new GroupKey(1, 9), new Place("run.prompts", 5, 77));
    var report = ledger.report();
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.offences())
        .extracting(Offence::what)
        .containsExactly("has no rollout", "was never scored", "was left out of its step");
    assertThat(report.offences())
        .extracting(Offence::place)
        .containsOnly(new Place("run.prompts", 5, 77));
  }

  @Test
  void aLostScoreIsMissingAlthoughTheGroupWasTrainedOn() {
    issue(1);
    step(1);
    for (int slot = 0; slot < SLOTS; slot++) {
      var group = new GroupKey(1, slot);
      ledger.sampled(group, place("rollouts"));
      if (slot != 2) {
        ledger.scored(group, false, place("scored-groups"));
      }
      ledger.settled(group, Outcome.trained, "", place("training-steps"));
    }
    var report = ledger.report();
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.offences()).singleElement().extracting(Offence::subject).isEqualTo("1-2");
  }

  @Test
  void aSecondScoreIsADuplicateAndItsPlaceIsTold() {
    run(2);
    ledger.scored(new GroupKey(2, 1), false, new Place("run.scored-groups", 3, 40));
    var report = ledger.report();
    assertThat(report.duplicated()).isEqualTo(1);
    assertThat(report.offences())
        .containsExactly(
            new Offence(
                Kind.DUPLICATED, "2-1", "scored again", new Place("run.scored-groups", 3, 40)));
  }

  @Test
  void aGroupTrainedOnTwiceIsADuplicateAndCountsOnce() {
    run(2);
    ledger.settled(new GroupKey(1, 0), Outcome.trained, "", place("training-steps"));
    var report = ledger.report();
    assertThat(report.duplicated()).isEqualTo(1);
    assertThat(report.trained()).isEqualTo(8);
  }

  @Test
  void aStepTakenTwiceIsADuplicate() {
    run(2);
    step(2);
    assertThat(ledger.report().duplicated()).isEqualTo(1);
  }

  @Test
  void aPromptIssuedTwiceIsADuplicateAndCountsOnce() {
    run(1);
    ledger.issued(new GroupKey(1, 0), place("prompts"));
    var report = ledger.report();
    assertThat(report.duplicated()).isEqualTo(1);
    assertThat(report.issued()).isEqualTo(4);
  }

  @Test
  void anUnreadablePromptBesideTheRealOneDoesNoHarm() {
    run(1);
    ledger.issuedUnreadably(new GroupKey(1, 0), place("prompts"));
    var report = ledger.report();
    assertThat(report.ok()).isTrue();
    assertThat(report.issued()).isEqualTo(4);
    assertThat(report.unreadable()).isEqualTo(1);
  }

  @Test
  void anUnreadablePromptOfItsOwnMustBecomeAFailedGroup() {
    run(1);
    ledger.issuedUnreadably(new GroupKey(1, 9), place("prompts"));
    assertThat(ledger.report().missing()).isEqualTo(1);
  }

  @Test
  void aGroupThatWasNeverIssuedIsNotAccepted() {
    run(1);
    ledger.scored(new GroupKey(2, 0), false, place("scored-groups"));
    var report = ledger.report();
    assertThat(report.ok()).isFalse();
    assertThat(report.unissued()).isEqualTo(1);
    assertThat(report.inFlight()).isZero();
  }

  @Test
  void aFailedGroupMustNotBeTrainedOn() {
    issue(1);
    step(1);
    for (int slot = 0; slot < SLOTS; slot++) {
      ledger.sampled(new GroupKey(1, slot), place("rollouts"));
      ledger.scored(new GroupKey(1, slot), slot == 1, place("scored-groups"));
      ledger.settled(new GroupKey(1, slot), Outcome.trained, "", place("training-steps"));
    }
    var report = ledger.report();
    assertThat(report.contradicted()).isEqualTo(1);
    assertThat(report.offences())
        .singleElement()
        .extracting(Offence::what)
        .isEqualTo("was trained on but has failed");
  }

  @Test
  void skippingNeedsAReason() {
    run(1);
    issue(2);
    step(2);
    for (int slot = 0; slot < SLOTS; slot++) {
      ledger.sampled(new GroupKey(2, slot), place("rollouts"));
      ledger.scored(new GroupKey(2, slot), false, place("scored-groups"));
      ledger.settled(new GroupKey(2, slot), Outcome.skipped, slot == 0 ? "" : "late", place("t"));
    }
    assertThat(ledger.report().contradicted()).isEqualTo(1);
  }

  @Test
  void aStepLeftOutIsMissing() {
    run(1);
    issue(3);
    complete(3);
    var report = ledger.report();
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.offences()).singleElement().extracting(Offence::subject).isEqualTo("step 2");
  }

  private void run(int steps) {
    for (int step = 1; step <= steps; step++) {
      issue(step);
      complete(step);
    }
  }

  private void issue(int step) {
    for (int slot = 0; slot < SLOTS; slot++) {
      ledger.issued(new GroupKey(step, slot), place("prompts"));
    }
  }

  private void complete(int step) {
    step(step);
    for (int slot = 0; slot < SLOTS; slot++) {
      var group = new GroupKey(step, slot);
      ledger.sampled(group, place("rollouts"));
      ledger.scored(group, false, place("scored-groups"));
      ledger.settled(group, Outcome.trained, "", place("training-steps"));
    }
  }

  private void step(int step) {
    ledger.stepped(step, place("training-steps"));
  }

  private Place place(String topic) {
    return new Place("run." + topic, 0, offset++);
  }
}
