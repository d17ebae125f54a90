package dev.preceptor.study.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepClockTest {

  @TempDir private Path folder;

  private Path metrics(int steps) throws IOException {
    StringBuilder lines = new StringBuilder("{\"policy_version\":0,\"accuracy\":0.5}\n");
    for (int step = 1; step <= steps; step++) {
      lines.append(
          "{\"step\":%d,\"step_time\":%s,\"time/sampling\":0.4,\"time/learning\":1.0,\"time/publishing\":0.02,\"time/committing\":0.03}\n"
              .formatted(step, step <= 2 ? 99 : 1.5));
    }
    return Files.writeString(folder.resolve("metrics.jsonl"), lines);
  }

  @Test
  void theFirstStepsAreLeftOutAndTheRestIsScoringAndTravel() throws IOException {
    StepClock clock = StepClock.of(metrics(5));
    assertThat(clock.steps()).isEqualTo(3);
    assertThat(clock.step()).isEqualTo(1.5);
    assertThat(clock.scoringAndTravel()).isEqualTo(0.05, within(1e-12));
    assertThat(clock.overheadShare()).isEqualTo(0.1 / 1.5, within(1e-12));
  }

  @Test
  void aRunWithTooFewStepsIsRejected() throws IOException {
    Path metrics = metrics(2);
    assertThatThrownBy(() -> StepClock.of(metrics))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("only 2 steps, of which the first 2 are not counted; run more");
  }
}
