package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.testkit.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("metrics.jsonl");
  }

  @Test
  void aStepIsALineWithTheMetricNamesOfTrl() throws Exception {
    write(log -> log.step(Records.step(1, 0.5, 2)));
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"step\":1,\"kl\":0.001,\"reward\":0.5,\"policy_sha256\":\"sha-of-1\","
                + "\"timestamp_millis\":1000}\n");
  }

  @Test
  void anEvaluationIsALineAtTheStepThatItEvaluates() throws Exception {
    write(log -> log.evaluation(Records.evaluation(25, 0.4)));
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"step\":25,\"eval_accuracy\":0.4,\"eval_constant_letter_accuracy\":0.25,"
                + "\"timestamp_millis\":25000}\n");
  }

  @Test
  void replayedRecordsAreNotWrittenTwice() throws Exception {
    write(
        log -> {
          log.evaluation(Records.evaluation(0, 0.3));
          log.step(Records.step(1, 0.5, 2));
        });
    write(
        log -> {
          log.step(Records.step(1, 0.5, 2));
          log.step(Records.step(2, 0.6, 2));
          log.evaluation(Records.evaluation(0, 0.3));
          log.evaluation(Records.evaluation(1, 0.3));
        });
    assertThat(Files.readAllLines(file)).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void anIncompleteLineIsReplaced() throws Exception {
    write(log -> log.step(Records.step(1, 0.5, 2)));
    var whole = Files.readString(file);
    Files.writeString(file, "{\"step\":2,\"kl\":0.0", StandardOpenOption.APPEND);
    assertThat(MetricsLog.lastStep(file)).isEqualTo(1);
    write(log -> log.step(Records.step(2, 0.6, 2)));
    assertThat(Files.readString(file)).startsWith(whole);
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(MetricsLog.lastStep(file)).isEqualTo(2);
  }

  @Test
  void nanBecomesNull() throws Exception {
    write(log -> log.step(Records.step(1, Double.NaN, 2)));
    assertThat(Files.readString(file)).contains("\"reward\":null");
  }

  @Test
  void aMissingFileHasNoStep() throws Exception {
    assertThat(MetricsLog.lastStep(file)).isZero();
  }

  private void write(Consumer<MetricsLog> lines) throws Exception {
    try (var log = MetricsLog.open(file)) {
      lines.accept(log);
    }
  }
}
