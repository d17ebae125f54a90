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

class ScheduleTest {

  private static final int LONGEST_MILLIS = 20_000;
  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final List<FaultTarget> VICTIMS = List.of(FaultTarget.values());

  @Property
  void aSeedDrawsTheSameScheduleEveryTime(
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int count,
      @ForAll @IntRange(min = 2, max = 200) int steps,
      @ForAll @Size(min = 1) @UniqueElements List<FaultTarget> victims) {
    var schedule = Schedule.draw(seed, count, steps, victims, FAULTS, LONGEST_MILLIS);
    assertThat(Schedule.draw(seed, count, steps, victims, FAULTS, LONGEST_MILLIS))
        .isEqualTo(schedule);
    assertThat(schedule.strikes()).hasSize(count).isSorted();
    assertThat(schedule.strikes())
        .allSatisfy(
            strike -> {
              assertThat(victims).contains(strike.victim());
              assertThat(strike.fault().hits(strike.victim())).isTrue();
              assertThat(strike.millis() > 0).isEqualTo(strike.fault().lasts());
              assertThat(strike.millis()).isLessThanOrEqualTo(LONGEST_MILLIS);
              assertThat(strike.moment().step())
                  .isBetween(strike.victim() == FaultTarget.DISK ? 1 : 0, steps - 1);
            });
  }

  @Property
  void onlyWhatWasAskedForIsDone(
      @ForAll long seed, @ForAll @Size(min = 1) @UniqueElements List<Fault> faults) {
    assertThat(Schedule.draw(seed, 30, 40, VICTIMS, faults, LONGEST_MILLIS).strikes())
        .extracting(ScheduledFault::fault)
        .isSubsetOf(faults);
  }

  @Property
  void everyVictimHasItsTurn(
      @ForAll long seed, @ForAll @Size(min = 1) @UniqueElements List<FaultTarget> victims) {
    var schedule = Schedule.draw(seed, victims.size(), 40, victims, FAULTS, LONGEST_MILLIS);
    assertThat(schedule.strikes().stream().map(ScheduledFault::victim))
        .containsExactlyInAnyOrderElementsOf(victims);
  }

  @Example
  void whatCanBeDoneToNobodyIsRefused() {
    assertThatThrownBy(
            () ->
                Schedule.draw(
                    1,
                    1,
                    9,
                    List.of(FaultTarget.EVAL, FaultTarget.DISK),
                    List.of(Fault.CUT, Fault.AWAY),
                    1000))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--faults cut,away --victims eval,disk: none of these can be done to any of those");
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
