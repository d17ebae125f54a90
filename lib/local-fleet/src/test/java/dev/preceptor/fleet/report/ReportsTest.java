package dev.preceptor.fleet.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Tracker;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

  private static final String STEP =
      "{\"step\":1,\"kl\":0.25,\"rewards/a,b/mean\":null,\"policy_sha256\":\"x\",\"timestamp_millis\":1500}\n";
  private static final String EVALUATION =
      "{\"step\":1,\"eval_accuracy\":0.5,\"timestamp_millis\":2000}\n";

  @TempDir private Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private RunFolder run;

  @BeforeEach
  void makeRun() throws IOException {
    run = new RunFolder(folder, "run");
    Files.createDirectories(run.path());
  }

  private void write(String text) throws IOException {
    Files.writeString(run.metrics(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Reports reports() {
    return new Reports(run, List.of(Tracker.CSV, Tracker.TENSORBOARD), said::add);
  }

  private Path events() {
    return run.path().resolve("tensorboard/events.out.tfevents.0.preceptor");
  }

  @Test
  void aLineIsReportedOnceHoweverOftenTheRunIsResumed() throws IOException {
    write(STEP);
    try (var reports = reports()) {
      reports.update();
      write(EVALUATION.substring(0, 20)); // not complete yet
      reports.update();
      write(EVALUATION.substring(20));
    }
    byte[] first = Files.readAllBytes(events());
    reports().close();
    assertThat(Files.readAllBytes(events())).isEqualTo(first);
    assertThat(run.path().resolve("metrics.csv"))
        .hasContent(
            "step,metric,value,timestamp_millis\n"
                + "1,\"kl\",0.25,1500\n1,\"eval_accuracy\",0.5,2000\n");
    assertThat(said).isEmpty();
  }

  /** What a run of 14 steps wrote was read back by the EventAccumulator of tensorboard 2.21.0. */
  @Test
  void eventFilesAreThoseThatTensorBoardReads() throws IOException {
    write(STEP);
    reports().close();
    byte[] bytes = Files.readAllBytes(events());
    assertThat(HexFormat.of().formatHex(Arrays.copyOf(bytes, 12)))
        .isEqualTo("18000000000000" + "00a37f4b22");
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).contains("brain.Event:2", "kl");
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidOnceAndTheOtherGoesOn() throws IOException {
    Files.writeString(run.path().resolve("tensorboard"), "a file in the way");
    write(STEP);
    try (var reports = reports()) {
      reports.update();
      reports.update();
      assertThat(said).hasSize(1);
      Files.delete(run.path().resolve("tensorboard"));
      reports.update();
      assertThat(events()).isNotEmptyFile();
    }
    assertThat(run.path().resolve("metrics.csv")).content().contains("\"kl\"");
  }
}
