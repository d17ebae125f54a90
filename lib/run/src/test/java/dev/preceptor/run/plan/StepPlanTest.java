package dev.preceptor.run.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepPlanTest {

  @Property
  void everyStepIsIssuedExactlyOnceAndInOrder(
      @ForAll @IntRange(min = 1, max = 40) int maxSteps,
      @ForAll @IntRange(min = 0, max = 3) int staleness) {
    StepPlan plan = new StepPlan(maxSteps, staleness, 10);
    List<Integer> issued = new ArrayList<>(plan.overdue(0, 0).stream().boxed().toList());
    for (int step = 1; step <= maxSteps; step++) {
      issued.addAll(plan.issuedBy(step).stream().boxed().toList());
    }
    assertThat(issued).isEqualTo(IntStream.rangeClosed(1, maxSteps).boxed().toList());
  }

  @Property
  void aPinnedVersionExistsWhenItsPromptIsIssued(
      @ForAll @IntRange(min = 1, max = 40) int step,
      @ForAll @IntRange(min = 0, max = 3) int staleness) {
    StepPlan plan = new StepPlan(100, staleness, 10);
    plan.issuedBy(step).stream()
        .forEach(later -> assertThat(plan.pinnedVersion(later)).isEqualTo(step));
    plan.overdue(0, 0).stream().forEach(first -> assertThat(plan.pinnedVersion(first)).isZero());
  }

  /** What the shorter run issued and what is overdue then, make what the longer run wants. */
  @Property
  void aLongerRunIssuesWhatTheShorterOneLeftOut(
      @ForAll @IntRange(min = 1, max = 20) int shorter,
      @ForAll @IntRange(min = 0, max = 20) int more,
      @ForAll @IntRange(min = 0, max = 20) int committedOrMore,
      @ForAll @IntRange(min = 0, max = 3) int staleness) {
    int committed = Math.min(committedOrMore, shorter);
    StepPlan longer = new StepPlan(shorter + more, staleness, 10);
    int issued = Math.min(shorter, committed + 1 + staleness);
    Steps overdue = longer.overdue(committed, issued);
    assertThat(overdue.first()).isEqualTo(issued + 1);
    assertThat(overdue.last()).isEqualTo(Math.min(shorter + more, committed + 1 + staleness));
  }

  @Test
  void nothingIsOverdueInARunOfTheSameLength() {
    assertThat(new StepPlan(10, 1, 5).overdue(4, 6).isEmpty()).isTrue();
    assertThat(new StepPlan(10, 1, 5).overdue(10, 10).isEmpty()).isTrue();
  }

  @Test
  void theLastStepLeavesACheckpoint() {
    StepPlan plan = new StepPlan(25, 0, 10);
    assertThat(IntStream.rangeClosed(1, 25).filter(plan::checkpointDue))
        .containsExactly(10, 20, 25);
  }

  @Test
  void nothingIsIssuedOrRemainsAfterTheLastStep() {
    StepPlan plan = new StepPlan(10, 1, 5);
    assertThat(plan.lastIssuedAfter(0)).isEqualTo(2);
    assertThat(plan.lastIssuedAfter(9)).isEqualTo(10);
    assertThat(plan.lastIssuedAfter(10)).isEqualTo(10);
    assertThat(plan.remainingAfter(7)).isEqualTo(3);
    assertThat(plan.remainingAfter(12)).isZero();
  }
}
