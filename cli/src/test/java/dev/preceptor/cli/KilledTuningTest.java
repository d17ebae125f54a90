package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.run.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills the processes of a supervised and of a preference run; each must end as if it had not. */
@Tag("integration")
class KilledTuningTest {

  private static final String RECIPE =
      """
      model: %s
      phantom: {train: 24, test: 4, size: 56, seed: 1}
      max_completion_length: 200
      per_device_train_batch_size: 4
      learning_rate: 1.0e-3
      max_steps: 10
      eval_steps: 4
      eval_limit: 2
      save_steps: 3
      save_total_limit: 2
      threads: 1
      """;

  /** Before the first checkpoint, and after one; the moment within a step is not known. */
  private static final String SCHEDULE =
      """
      kill launcher 0 at step 2 trained
      kill launcher 0 at step 7 trained + 20 ms
      """;

  @TempDir private static Path folder;
  private static Path recipe;
  private static Path schedule;

  @BeforeAll
  static void writeRecipe() throws IOException {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    recipe =
        Files.writeString(
            folder.resolve("tuned.yaml"), RECIPE.formatted(TestFiles.QWEN2_VL.toAbsolutePath()));
    schedule = Files.writeString(folder.resolve("two.schedule"), SCHEDULE);
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  @ParameterizedTest
  @CsvSource({"sft, false", "dpo, true"})
  void aKilledRunEndsWithTheSameWeightsAndEveryStepOnce(String job, boolean adapter) {
    Path runs = folder.resolve("runs");
    String peft = "use_peft=" + adapter;
    JsonNode baseline =
        preceptor(
                job,
                recipe,
                "--set",
                peft,
                "--run",
                job + "-baseline",
                "--runs-dir",
                runs,
                "--json")
            .json();

    Executed done =
        preceptor(
            "chaos",
            recipe,
            "--job",
            job,
            "--set",
            peft,
            "--schedule",
            schedule,
            "--tries",
            0,
            "--run",
            job,
            "--runs-dir",
            runs,
            "--expect",
            baseline.path("policy_sha256").asText(),
            "--json");

    assertThat(done.code()).as(done.err()).isZero();
    JsonNode run = done.json().path("runs").get(0);
    assertThat(run.path("same_weights").asBoolean()).isTrue();
    assertThat(run.path("audit_ok").asBoolean()).isTrue();
    assertThat(run.path("blows")).hasSize(2);
    assertThat(run.path("launches").asInt()).isEqualTo(3);
    JsonNode summary = TestFiles.json(runs.resolve(job + "-schedule/summary.json"));
    for (String accuracy : new String[] {"accuracy_before", "accuracy_after"}) {
      assertThat(summary.path(accuracy)).isEqualTo(baseline.path(accuracy));
    }
  }

  @Test
  void onlyTheProcessThatThereIsCanBeHit() {
    Executed refused =
        preceptor("chaos", recipe, "--job", "sft", "--targets", "learner", "--run", "x");
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("target learner: a run of sft is one process; use launcher");
  }
}
