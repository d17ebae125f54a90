package dev.preceptor.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleFileTest {

  @TempDir private static Path folder;

  @Test
  void aWrittenScheduleIsReadBackUnchanged() {
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
  void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
    var file = folder.resolve("marked.schedule");
    Files.writeString(file, "\ufeffkill learner 0 at step 1 sampled\n");
    assertThat(FaultSchedule.read(file).faults()).hasSize(1);
    Files.write(file, "kill learner 0 at step 1 sampled\n".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> FaultSchedule.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": cannot be read (it is in UTF-16 or UTF-32; save it as UTF-8)");
  }

  @Test
  void aLineThatIsNotAFaultIsReportedWithItsNumber() throws IOException {
    var file = folder.resolve("wrong.schedule");
    for (var wrong :
        Map.of(
                "kill learner", "is not a fault",
                "kill teacher 0 at begun", "\"teacher\" is not one of broker, rollout",
                "melt broker 0 at begun", "\"melt\" is not one of kill, freeze",
                "kill disk 0 at begun", "kill does not apply to disk",
                "kill eval 0 for 5 ms at begun", "kill for 5 ms",
                "freeze eval 0 at begun", "freeze for 0 ms: use 1 to",
                "kill eval 0 at noon", "\"noon\" is not a point in the run",
                "kill eval 0 at step 3 eaten", "\"eaten\" is not one of sampled")
            .entrySet()) {
      Files.writeString(file, "# a comment\n\n" + wrong.getKey() + "\n");
      assertThatThrownBy(() -> FaultSchedule.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ", line 3: ")
          .hasMessageContaining(wrong.getValue());
    }
  }
}
