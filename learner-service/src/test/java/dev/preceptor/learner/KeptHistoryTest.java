package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeptHistoryTest {

  @Test
  void anUnboundedHistoryKeepsAll() {
    KeptHistory history = new KeptHistory(0, 1, () -> 1000);
    assertThat(history.isBounded()).isFalse();
    assertThat(history.after(2000)).isEqualTo(1);
  }

  @Test
  void theOldestCheckpointHoldsTheBoundBack() {
    int[] oldest = {0};
    KeptHistory history = new KeptHistory(20, 1, () -> oldest[0]);
    assertThat(history.after(100)).isEqualTo(1);
    oldest[0] = 40;
    assertThat(history.after(101)).isEqualTo(41);
    oldest[0] = 100;
    assertThat(history.after(102)).isEqualTo(83);
  }

  @Property(tries = 200)
  void theBoundNeverGoesBackNorBeyondWhatIsAllowed(
      @ForAll @IntRange(min = 1, max = 30) int steps,
      @ForAll @IntRange(min = 1, max = 20) int saveSteps,
      @ForAll @IntRange(min = 1, max = 4) int checkpoints) {
    int[] oldest = {0};
    KeptHistory history = new KeptHistory(steps, 1, () -> oldest[0]);
    int before = 1;
    for (int step = 1; step <= 120; step++) {
      int first = history.after(step);
      assertThat(first).isGreaterThanOrEqualTo(before);
      assertThat(first).isLessThanOrEqualTo(Math.max(1, step - steps + 1));
      assertThat(first).isLessThanOrEqualTo(oldest[0] + 1);
      before = first;
      if (step % saveSteps == 0) {
        oldest[0] = Math.max(oldest[0], step - (checkpoints - 1) * saveSteps);
      }
    }
    assertThat(before).isGreaterThan(120 - steps - steps / 10 - 1 - (checkpoints + 1) * saveSteps);
  }

  @Test
  void aLearnerWithoutTheCheckpointThatTheLogNeedsSaysSo() {
    KeptHistory history = new KeptHistory(10, 41, () -> 0);
    assertThatCode(() -> history.requireAfter(40)).doesNotThrowAnyException();
    assertThatThrownBy(() -> history.requireAfter(39))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("from step 41 on")
        .hasMessageContaining("checkpoint of step 40 or later");
  }
}
