package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.run.Installation;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else writes to the topics of a run while it goes on. */
@Tag("integration")
class HostileNeighbourTest {

  /** Records to each topic; more with -Dpreceptor.hostile=N. */
  private static final int RECORDS = Integer.getInteger("preceptor.hostile", 100);

  private static final long SEED = Long.getLong("preceptor.hostile.seed", 20261130L);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int STEPS = 12;
  private static final int SLOTS = 3;
  private static final int PARTITIONS = 2;

  private static final String RECIPE =
      """
      model: %1$s
      train_csv: %2$s
      test_csv: %3$s
      images: %4$s
      prompts_per_step: 3
      num_generations: 4
      sampling_unit: 1
      partitions: 2
      max_pixels: 12544
      max_completion_length: 32
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: 12
      eval_steps: 4
      eval_limit: 2
      save_steps: 12
      policy_anchor_steps: 3
      rewards: [{name: format, weight: 1}, {name: accuracy, weight: 1}, {name: semantic, weight: 1}]
      judges: [{name: semantic, model: %5$s}]
      judge_deadline_seconds: 600
      threads: 1
      """;

  @TempDir private static Path folder;

  private static Path recipe;

  @BeforeAll
  static void write() throws Exception {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    Path data = TestFiles.PMC_MINI.toAbsolutePath();
    recipe = folder.resolve("hostile.yaml");
    Files.writeString(
        recipe,
        RECIPE.formatted(
            Path.of("../recipes/phantom-policy").toAbsolutePath().normalize(),
            data.resolve("train.csv"),
            data.resolve("test_2.csv"),
            data.resolve("images"),
            TestFiles.QWEN2_VL.toAbsolutePath()));
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  @Test
  void theRunEndsWithTheSameWeightsAndEveryRecordIsADeadLetter() throws Exception {
    try (var broker = EmbeddedBroker.inTemporaryFolder()) {
      JsonNode baseline = train("baseline", broker.bootstrapServers());

      var run = new RunFolder(folder.resolve("runs"), "hostile");
      var trained =
          CompletableFuture.supplyAsync(() -> train(run.name(), broker.bootstrapServers()));
      await()
          .atMost(PATIENCE)
          .failFast("the run has ended", trained::isDone)
          .until(() -> Files.exists(run.metrics()) && MetricsLog.lastStep(run.metrics()) >= 1);
      Set<Place> sent = new HashSet<>();
      try (var hostile =
          new HostileRecords(
              SEED,
              broker.bootstrapServers(),
              run.topics(),
              PARTITIONS,
              STEPS,
              new UnitLayout(SLOTS, 1))) {
        for (int i = 0; i < RECORDS; i++) {
          sent.addAll(hostile.sendToEach());
        }
      }
      assertThat(trained).as("the records came while the run went on").isNotDone();

      JsonNode disturbed = trained.get();
      assertThat(disturbed.path("policy_sha256")).isEqualTo(baseline.path("policy_sha256"));
      assertThat(disturbed.path("accuracy_after")).isEqualTo(baseline.path("accuracy_after"));
      // Nobody acts on what is in the dead letters, so strange records there are left where they
      // are.
      sent.removeIf(place -> place.topic().equals(run.topics().deadLetters()));
      assertThat(letters(broker.bootstrapServers(), run)).containsAll(sent);

      JsonNode audit =
          preceptor(
                  "audit",
                  run.name(),
                  "--runs-dir",
                  run.runs(),
                  "--bootstrap-servers",
                  broker.bootstrapServers(),
                  "--json")
              .json();
      assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
      assertThat(audit.path("trained").asInt()).isEqualTo(STEPS * SLOTS);
      assertThat(audit.path("refused").asInt()).isPositive();
    }
  }

  private static Set<Place> letters(String bootstrapServers, RunFolder run) {
    Set<Place> places = new HashSet<>();
    RunLog.at(BrokerAccess.open(bootstrapServers), run.topics())
        .each(
            RunEvent.SetAside.class,
            letter -> {
              var of = letter.value().get();
              assertThat(of.reason()).isNotBlank();
              places.add(new Place(of.topic(), of.partition(), of.offset()));
            });
    return places;
  }

  private static JsonNode train(String run, String bootstrapServers) {
    var done =
        preceptor(
            "train",
            recipe,
            "--run",
            run,
            "--runs-dir",
            folder.resolve("runs"),
            "--bootstrap-servers",
            bootstrapServers,
            "--json");
    assertThat(done.code()).as(done.err()).isZero();
    return done.json();
  }
}
