package dev.preceptor.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

class ScheduleTest {

  @Property
  void aSeedDrawsTheSameScheduleEveryTime(
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int count,
      @ForAll @IntRange(min = 2, max = 200) int steps,
      @ForAll @Size(min = 1) @UniqueElements List<Victim> victims,
      @ForAll @Size(min = 1) @UniqueElements List<Fault> faults) {
    var schedule = Schedule.draw(seed, count, steps, victims, faults);
    assertThat(Schedule.draw(seed, count, steps, victims, faults)).isEqualTo(schedule);
    assertThat(schedule.strikes()).hasSize(count).isSorted();
    assertThat(schedule.strikes())
        .allSatisfy(
            strike -> {
              assertThat(victims).contains(strike.victim());
              assertThat(faults).contains(strike.fault());
              assertThat(strike.frozenMillis() > 0).isEqualTo(strike.fault() == Fault.FREEZE);
              assertThat(strike.moment().step()).isBetween(0, steps - 1);
            });
  }

  @Property
  void everyVictimHasItsTurn(
      @ForAll long seed, @ForAll @Size(min = 1) @UniqueElements List<Victim> victims) {
    var schedule = Schedule.draw(seed, victims.size(), 40, victims, List.of(Fault.KILL));
    assertThat(schedule.strikes().stream().map(Strike::victim))
        .containsExactlyInAnyOrderElementsOf(victims);
  }

  @Property
  void aMilestoneStaysReachedFromItsMomentOn(
      @ForAll @IntRange(max = 9) int step,
      @ForAll Milestone milestone,
      @ForAll @IntRange(max = 9) int laterStep,
      @ForAll Milestone laterMilestone) {
    var planned = new Moment(step, milestone, 0);
    var now = new Moment(laterStep, laterMilestone, 0);
    assertThat(planned.isReachedAt(now)).isEqualTo(planned.compareTo(now) <= 0);
  }
}
