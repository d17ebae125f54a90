package dev.preceptor.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleFileTest {

  @TempDir private static Path folder;

  @Test
  void aScheduleThatWasWrittenIsCarriedOutAgain() {
    var file = folder.resolve("drawn.schedule");
    for (long seed = 0; seed < 50; seed++) {
      var schedule =
          FaultSchedule.draw(
              seed, 30, 40, List.of(FaultTarget.values()), List.of(Fault.values()), 20_000);
      schedule.write(file);
      assertThat(FaultSchedule.read(file)).isEqualTo(schedule);
    }
  }

  @Test
  void aLineThatIsNoStrikeIsNamed() throws IOException {
    var file = folder.resolve("wrong.schedule");
    for (var wrong :
        Map.of(
                "kill learner", "is no strike",
                "kill teacher 0 at begun", "\"teacher\" is none of broker, rollout",
                "melt broker 0 at begun", "\"melt\" is none of kill, freeze",
                "kill disk 0 at begun", "kill cannot be done to disk",
                "kill eval 0 for 5 ms at begun", "kill for 5 ms",
                "freeze eval 0 at begun", "freeze for 0 ms: use 1 to",
                "kill eval 0 at noon", "\"noon\" is no moment",
                "kill eval 0 at step 3 eaten", "\"eaten\" is none of sampled")
            .entrySet()) {
      Files.writeString(file, "# what is to happen\n\n" + wrong.getKey() + "\n");
      assertThatThrownBy(() -> FaultSchedule.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ", line 3: ")
          .hasMessageContaining(wrong.getValue());
    }
  }
}
