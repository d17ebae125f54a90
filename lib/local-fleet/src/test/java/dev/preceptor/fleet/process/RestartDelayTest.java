package dev.preceptor.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartDelayTest {

  private static final RestartDelay BACK_OFF =
      new RestartDelay(Duration.ofSeconds(1), Duration.ofSeconds(5), 4, Duration.ofSeconds(60));

  @Test
  void waitsDoubleUpToTheLongestAndEndAtTheLimit() {
    assertThat(BACK_OFF.wait(1)).contains(Duration.ofSeconds(1));
    assertThat(BACK_OFF.wait(2)).contains(Duration.ofSeconds(2));
    assertThat(BACK_OFF.wait(3)).contains(Duration.ofSeconds(4));
    assertThat(BACK_OFF.wait(4)).contains(Duration.ofSeconds(5));
    assertThat(BACK_OFF.wait(5)).isEmpty();
  }

  @Test
  void aCrashAfterASteadyRunStartsANewCount() {
    assertThat(BACK_OFF.crashesInARow(3, Duration.ofSeconds(59))).isEqualTo(4);
    assertThat(BACK_OFF.crashesInARow(3, Duration.ofSeconds(60))).isEqualTo(1);
  }
}
