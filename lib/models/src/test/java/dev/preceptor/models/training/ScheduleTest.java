package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Rates of transformers' get_scheduler at the same steps. */
class ScheduleTest {

  @Test
  void linearRisesAndFalls() {
    Schedule schedule = new Schedule(Schedule.Kind.LINEAR, 1e-3, 2, 10);
    assertThat(schedule.at(1)).isZero();
    assertThat(schedule.at(2)).isCloseTo(5e-4, within(1e-12));
    assertThat(schedule.at(3)).isCloseTo(1e-3, within(1e-12));
    assertThat(schedule.at(7)).isCloseTo(5e-4, within(1e-12));
    assertThat(schedule.at(10)).isCloseTo(1.25e-4, within(1e-12));
  }

  @Test
  void cosineIsHalfwayInTheMiddle() {
    Schedule schedule = new Schedule(Schedule.Kind.COSINE, 1e-3, 0, 10);
    assertThat(schedule.at(1)).isCloseTo(1e-3, within(1e-12));
    assertThat(schedule.at(6)).isCloseTo(5e-4, within(1e-12));
    assertThat(schedule.at(11)).isCloseTo(0, within(1e-12));
  }

  @Test
  void constantNeverChanges() {
    assertThat(new Schedule(Schedule.Kind.CONSTANT, 1e-3, 5, 10).at(1)).isEqualTo(1e-3);
    Schedule warm = new Schedule(Schedule.Kind.named("constant_with_warmup"), 1e-3, 5, 10);
    assertThat(warm.at(1)).isZero();
    assertThat(warm.at(100)).isEqualTo(1e-3);
  }
}
