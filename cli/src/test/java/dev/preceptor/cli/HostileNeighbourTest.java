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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else writes to every topic of a run while it goes on. */
@Tag("integration")
@Tag("slow")
class HostileNeighbourTest {

  /**
   * Records to each topic. The promise is about 1,000, which {@code -Dpreceptor.hostile=1000}
   * sends; fewer of every kind are sent in each build.
   */
  private static final int RECORDS = Integer.getInteger("preceptor.hostile", 100);

  private static final long SEED = Long.getLong("preceptor.hostile.seed", 20261130L);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int STEPS = 12;
  private static final int SLOTS = 3;
  private static final int PARTITIONS = 2;

  private static final String RECIPE =
      """
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
      judges: [{name: semantic, model: %s}]
      judge_deadline_seconds: 600
      threads: 1
      """;

  @TempDir private static Path folder;

  private static Path recipe;

  @BeforeAll
  static void write() throws Exception {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    recipe =
        TestFiles.pmcMiniRecipe(
            folder.resolve("hostile.yaml"), RECIPE.formatted(TestFiles.QWEN2_VL.toAbsolutePath()));
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  @Test
  void theRunEndsWithTheSameWeightsAndEveryRecordIsADeadLetter() throws Exception {
    try (var broker = EmbeddedBroker.inTemporaryFolder()) {
      var baseline = new RunFolder(folder.resolve("runs"), "baseline");
      JsonNode expected = train(baseline, broker.bootstrapServers());

      var run = new RunFolder(folder.resolve("runs"), "hostile");
      var trained = CompletableFuture.supplyAsync(() -> train(run, broker.bootstrapServers()));
      await()
          .atMost(PATIENCE)
          .failFast("the run has ended", trained::isDone)
          .until(() -> Files.exists(run.metrics()) && MetricsLog.lastStep(run.metrics()) >= 2);
      // Without rollouts the run comes to rest a step or two later, and all that is sent lies where
      // it was meant to lie: behind, ahead or beyond.
      ProcessHandle worker = ServiceProcess.named("rollout-service");
      ServiceProcess.signal(worker, "STOP");
      Set<Place> sent;
      Set<Place> contradictions;
      try (var hostile =
          new HostileRecords(
              SEED,
              broker.bootstrapServers(),
              run.topics(),
              baseline.topics(),
              PARTITIONS,
              STEPS,
              new UnitLayout(SLOTS, 1))) {
        hostile.send(RECORDS);
        sent = hostile.mustBeLetters();
        contradictions = hostile.contradictions();
      }
      // Nobody acts on what is in the dead letters, so strange records there stay where they are.
      sent.removeIf(place -> place.topic().equals(run.topics().deadLetters()));
      await()
          .atMost(PATIENCE)
          .failFast("the run has ended", trained::isDone)
          .until(
              () -> {
                var left = new HashSet<>(sent);
                left.removeAll(letters(broker.bootstrapServers(), run).keySet());
                left.removeIf(place -> place.topic().equals(run.topics().prompts()));
                return left.isEmpty();
              });
      ServiceProcess.signal(worker, "CONT");

      JsonNode disturbed = trained.get();
      assertThat(disturbed.path("policy_sha256")).isEqualTo(expected.path("policy_sha256"));
      assertThat(disturbed.path("accuracy_after")).isEqualTo(expected.path("accuracy_after"));
      assertThat(disturbed.path("accuracy_before")).isEqualTo(expected.path("accuracy_before"));
      Map<Place, String> letters = letters(broker.bootstrapServers(), run);
      assertThat(letters.keySet()).containsAll(sent);
      assertThat(letters.values()).noneMatch(String::isBlank);

      Executed audited =
          preceptor(
              "audit",
              run.name(),
              "--runs-dir",
              run.runs(),
              "--bootstrap-servers",
              broker.bootstrapServers(),
              "--json");
      JsonNode audit = audited.lines().get(0);
      assertThat(audit.path("trained").asInt()).isEqualTo(STEPS * SLOTS);
      assertThat(audit.path("missing").asInt()).isZero();
      assertThat(audit.path("refused").asInt()).isGreaterThan(RECORDS);
      // Of what was done before, another account is no dead letter, but the audit finds it.
      for (JsonNode offence : audit.path("offences")) {
        assertThat(contradictions).as(offence.toString()).contains(place(offence));
      }
      for (JsonNode refused : audit.path("refused_records")) {
        assertThat(letters).containsKey(place(refused));
      }
    }
  }

  private static Place place(JsonNode at) {
    return new Place(
        at.path("topic").asText(), at.path("partition").asInt(), at.path("offset").asLong());
  }

  /** The reasons of the dead letters, by the places of the records. */
  private static Map<Place, String> letters(String bootstrapServers, RunFolder run) {
    Map<Place, String> letters = new HashMap<>();
    RunLog.at(BrokerAccess.open(bootstrapServers), run.topics())
        .each(
            RunEvent.SetAside.class,
            letter -> {
              var of = letter.value().get();
              letters.put(new Place(of.topic(), of.partition(), of.offset()), of.reason());
            });
    return letters;
  }

  private static JsonNode train(RunFolder run, String bootstrapServers) {
    Executed done =
        preceptor(
            "train",
            "--no-console",
            recipe,
            "--run",
            run.name(),
            "--runs-dir",
            run.runs(),
            "--bootstrap-servers",
            bootstrapServers,
            "--json");
    assertThat(done.code()).as(done.err()).isZero();
    return done.json();
  }
}
