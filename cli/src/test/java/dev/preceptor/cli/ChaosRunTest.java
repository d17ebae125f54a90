package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.run.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short chaos run: kills real processes of a run, at least one of every kind, and cuts its
 * network. {@code preceptor chaos recipes/chaos.yaml} does the same for longer.
 */
@Tag("integration")
class ChaosRunTest {

  private static final String RECIPE =
      """
      model: %1$s
      phantom: {train: 16, test: 4, size: 56, seed: 1}
      prompts_per_step: 2
      num_generations: 2
      sampling_unit: 1
      partitions: 2
      max_prompt_length: 400
      max_completion_length: 8
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: 12
      rewards: [{name: format, weight: 1}, {name: accuracy, weight: 1}, {name: semantic_alignment, weight: 0.5}]
      judges: [{name: semantic_alignment, model: %1$s}]
      judge_deadline_seconds: 600
      eval_steps: 4
      eval_limit: 2
      save_steps: 4
      threads: 1
      """;

  /** Every kind of process at least once, some together, and the network. */
  private static final String SCHEDULE =
      """
      kill eval 0 at step 1 trained
      kill rollout 0 at step 2 sampled
      kill learner 0 at step 3 scored + 100 ms
      kill reward 0 at step 4 sampled
      cut network 0 for 1500 ms at step 4 trained
      kill judge 0 at step 5 sampled
      kill broker 0 at step 6 scored
      kill launcher 0 at step 7 trained + 200 ms
      kill learner 0 at step 9 sampled
      kill reward 0 at step 9 sampled
      freeze rollout 0 for 1000 ms at step 10 sampled
      kill rollout 0 at step 10 trained
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void setInstallationRoot() {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  @Test
  void killsAndCutsChangeNeitherWeightsNorLedger() throws IOException {
    Path recipe = folder.resolve("chaos.yaml");
    Files.writeString(recipe, RECIPE.formatted(TestFiles.QWEN2_VL.toAbsolutePath()));
    Path schedule = folder.resolve("short.schedule");
    Files.writeString(schedule, SCHEDULE);

    Executed done =
        preceptor(
            "chaos",
            recipe,
            "--schedule",
            schedule,
            "--tries",
            0,
            "--run",
            "short",
            "--runs-dir",
            folder.resolve("runs"),
            "--json");

    assertThat(done.code()).as(done.err()).isZero();
    JsonNode run = done.json().path("runs").get(0);
    assertThat(run.path("same_weights").asBoolean()).isTrue();
    assertThat(run.path("audit_ok").asBoolean()).isTrue();
    assertThat(run.path("blows")).hasSize(12);
    assertThat(run.path("launches").asInt()).isEqualTo(2);
    for (JsonNode blow : run.path("blows")) {
      if (blow.path("victim").asText().equals("rollout")
          && blow.path("fault").asText().equals("kill")) {
        assertThat(blow.path("ready_seconds").isNumber()).as(blow.toString()).isTrue();
      }
    }
  }
}
