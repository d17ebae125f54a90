package dev.preceptor.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

class FaultScheduleTest {

  private static final int LONGEST_MILLIS = 20_000;
  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final List<FaultTarget> TARGETS = List.of(FaultTarget.values());

  @Property
  void aSeedDrawsTheSameScheduleEveryTime(
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int count,
      @ForAll @IntRange(min = 2, max = 200) int steps,
      @ForAll @Size(min = 1) @UniqueElements List<FaultTarget> targets) {
    var schedule = FaultSchedule.draw(seed, count, steps, targets, FAULTS, LONGEST_MILLIS);
    assertThat(FaultSchedule.draw(seed, count, steps, targets, FAULTS, LONGEST_MILLIS))
        .isEqualTo(schedule);
    assertThat(schedule.faults()).hasSize(count).isSorted();
    assertThat(schedule.faults())
        .allSatisfy(
            fault -> {
              assertThat(targets).contains(fault.target());
              assertThat(fault.fault().appliesTo(fault.target())).isTrue();
              assertThat(fault.millis() > 0).isEqualTo(fault.fault().lasts());
              assertThat(fault.millis()).isLessThanOrEqualTo(LONGEST_MILLIS);
              assertThat(fault.moment().step())
                  .isBetween(fault.target() == FaultTarget.DISK ? 1 : 0, steps - 1);
            });
  }

  @Property
  void onlyTheGivenFaultsAreDrawn(
      @ForAll long seed, @ForAll @Size(min = 1) @UniqueElements List<Fault> faults) {
    assertThat(FaultSchedule.draw(seed, 30, 40, TARGETS, faults, LONGEST_MILLIS).faults())
        .extracting(ScheduledFault::fault)
        .isSubsetOf(faults);
  }

  @Property
  void everyTargetIsHitEquallyOften(
      @ForAll long seed, @ForAll @Size(min = 1) @UniqueElements List<FaultTarget> targets) {
    var schedule = FaultSchedule.draw(seed, targets.size(), 40, targets, FAULTS, LONGEST_MILLIS);
    assertThat(schedule.faults().stream().map(ScheduledFault::target))
        .containsExactlyInAnyOrderElementsOf(targets);
  }

  @Example
  void faultsThatApplyToNoTargetAreRejected() {
    assertThatThrownBy(
            () ->
                FaultSchedule.draw(
                    1,
                    1,
                    9,
                    List.of(FaultTarget.EVAL, FaultTarget.DISK),
                    List.of(Fault.CUT, Fault.AWAY),
                    1000))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--faults cut,away --targets eval,disk: none of these faults applies to any of these targets");
  }

  /** A run is played from its begin on; what was planned is reached at its place, and stays so. */
  @Property
  void aMilestoneStaysReachedFromItsMomentOn(
      @ForAll @IntRange(max = 5) int step,
      @ForAll Milestone milestone,
      @ForAll @IntRange(max = LONGEST_MILLIS) int delay) {
    var planned = new Moment(step, milestone, delay);
    boolean reached = false;
    for (int now = 0; now <= 6; now++) {
      for (var passed : List.of(Milestone.SAMPLED, Milestone.SCORED, Milestone.TRAINED)) {
        reached |= now == step && passed == milestone;
        assertThat(planned.isReachedAt(new Moment(now, passed, 0)))
            .as("at step %d %s", now, passed)
            .isEqualTo(reached);
      }
    }
  }
}
