package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.run.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs on real medical images: a real broker and the five services as separate processes,
 * with a tiny random model.
 */
@Tag("integration")
class PmcMiniRunTest {

  private static final String RECIPE =
      """
      prompts_per_step: 2
      num_generations: 4
      sampling_unit: 1
      partitions: 2
      max_pixels: 12544
      max_completion_length: 32
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: 3
      eval_steps: 2
      eval_limit: 4
      save_steps: 2
      threads: 1
      """;

  @TempDir private static Path folder;

  private static Path recipe;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    recipe = TestFiles.pmcMiniRecipe(folder.resolve("pmc-mini.yaml"), RECIPE);
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  private static JsonNode train(String run, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--no-console",
                recipe,
                "--run",
                run,
                "--runs-dir",
                folder.resolve("runs"),
                "--json"));
    arguments.addAll(Arrays.asList(more));
    Executed done = preceptor(arguments.toArray());
    assertThat(done.code()).as(done.err()).isZero();
    return done.json();
  }

  private static JsonNode audit(String run) {
    return preceptor("audit", run, "--runs-dir", folder.resolve("runs"), "--json").json();
  }

  private static JsonNode compare(String a, String b) {
    return preceptor("compare", a, b, "--runs-dir", folder.resolve("runs"), "--json").json();
  }

  @Test
  void theWeightsAreTheSameWithTwoWorkersAndAfterAStop() {
    JsonNode straight = train("straight");
    assertThat(straight.path("steps").asInt()).isEqualTo(3);
    assertThat(straight.path("accuracy_after").isNumber()).isTrue();

    train("stopped", "--steps", 1, "--set", "rollout_workers=2");
    JsonNode resumed = train("stopped", "--resume", "--steps", 3);
    assertThat(resumed.path("policy_sha256")).isEqualTo(straight.path("policy_sha256"));

    JsonNode ledger = audit("stopped");
    assertThat(ledger.path("ok").asBoolean()).as(ledger.toString()).isTrue();
    assertThat(ledger.path("issued").asInt()).isEqualTo(6);
    assertThat(ledger.path("trained").asInt()).isEqualTo(6);

    JsonNode same = compare("straight", "stopped@3");
    assertThat(same.path("n").asInt()).isEqualTo(4);
    assertThat(same.path("difference").asDouble(1)).isZero();
    assertThat(same.path("p_value").asDouble()).isEqualTo(1);
    assertThat(same.path("flips")).isEmpty();
    assertThat(compare("straight@0", "straight@3").path("b").path("accuracy"))
        .isEqualTo(straight.path("accuracy_after"));

    Path checkpoint = folder.resolve("runs/straight/checkpoints/step-3");
    JsonNode scored =
        preceptor(
                "score",
                "--model",
                checkpoint,
                "--prompt",
                "Which organ?",
                "--completion",
                "Liver",
                "--json")
            .json();
    assertThat(scored.path("logprobs")).isNotEmpty();
  }

  @Test
  void judgedAndStaleGroupsAreTrainedOn() {
    train(
        "judged",
        "--set",
        "staleness=1",
        "--set",
        "algorithm=dr_grpo",
        "--set",
        "judges=[{name: semantic_alignment, model: %s}]"
            .formatted(TestFiles.QWEN2_VL.toAbsolutePath()),
        "--set",
        "rewards=[{name: format, weight: 1}, {name: accuracy, weight: 1}, {name: semantic_alignment, weight: 0.5}]");
    JsonNode group =
        preceptor("show", "judged", "1-0", "--runs-dir", folder.resolve("runs"), "--json").json();
    assertThat(group.path("state").asText()).isEqualTo("scored");
    assertThat(group.path("question").asText()).isNotBlank();
    assertThat(group.path("responses").get(0).path("rewards").findValuesAsText("check"))
        .allMatch(check -> !check.isBlank());
    JsonNode again =
        preceptor("rescore", "judged", "--runs-dir", folder.resolve("runs"), "--json").json();
    assertThat(again.path("groups").asInt()).isEqualTo(6);
    assertThat(again.path("identical").asInt()).as("bit-identical: " + again).isEqualTo(6);
    JsonNode ledger = audit("judged");
    assertThat(ledger.path("ok").asBoolean()).as(ledger.toString()).isTrue();
    assertThat(ledger.path("trained").asInt()).isEqualTo(6);
    assertThat(folder.resolve("runs/judged/metrics.jsonl"))
        .content()
        .contains("\"rewards/semantic_alignment/mean\"")
        .contains("\"staleness\":1.0");
  }
}
