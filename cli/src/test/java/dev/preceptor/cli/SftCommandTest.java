package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.PolicyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SftCommandTest {

  @TempDir Path folder;
  private Path recipe;

  @BeforeEach
  void writeRecipe() throws IOException {
    recipe =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            model_init: %s
            phantom: {train: 20, test: 4, size: 56, seed: 3}
            max_completion_length: 200
            num_train_epochs: 2
            per_device_train_batch_size: 8
            learning_rate: 3.0e-3
            lr_scheduler_type: constant
            max_prompt_length: 400
            eval_steps: 4
            save_steps: 2
            save_total_limit: 2
            """
                .formatted(QWEN2_VL.toAbsolutePath().normalize()));
  }

  @Test
  void aRunTrainsEvaluatesAndSaves() throws IOException {
    JsonNode summary = sft("--run", "first", "--json").json();
    Path run = folder.resolve("runs/first");
    assertThat(summary).isEqualTo(TestFiles.json(run.resolve("summary.json")));
    assertThat(summary.path("run").asText()).isEqualTo("first");
    assertThat(summary.path("steps").asInt()).isEqualTo(6);
    assertThat(summary.path("accuracy_before").isNumber()).isTrue();
    assertThat(summary.path("accuracy_after").isNumber()).isTrue();
    List<Double> losses = new ArrayList<>();
    List<Integer> evaluations = new ArrayList<>();
    for (String text : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode line = new ObjectMapper().readTree(text);
      if (line.has("loss")) {
        losses.add(line.path("loss").asDouble());
      } else {
        evaluations.add(line.path("step").asInt());
      }
    }
    assertThat(losses).hasSize(6);
    assertThat(losses.get(5)).isLessThan(losses.get(0) - 0.3);
    assertThat(evaluations).containsExactly(0, 4, 6);
    assertThat(run.resolve("checkpoints")).isDirectoryContaining("glob:**/step-{4,6}");
    assertThat(run.resolve("checkpoints/step-2")).doesNotExist();
    try (Checkpoint last = Checkpoint.open(run.resolve("checkpoints/step-6"))) {
      assertThat(PolicyHash.sha256(last)).isEqualTo(summary.path("policy_sha256").asText());
      assertThat(last.tensor("model.norm.weight").dtype()).isEqualTo(DType.BF16);
    }
    JsonNode generated =
        preceptor(
                "generate",
                "--model",
                run.resolve("checkpoints/step-6"),
                "--prompt",
                "a",
                "--max-new-tokens",
                2,
                "--json")
            .json();
    assertThat(generated.path("responses").path(0).path("token_ids")).isNotEmpty();
  }

  @Test
  void theSameRecipeGivesTheSameWeights() {
    JsonNode one = sft("--run", "one", "--steps", "3", "--json").json();
    JsonNode two = sft("--run", "two", "--steps", "3", "--json").json();
    JsonNode other = sft("--run", "other", "--steps", "3", "--set", "seed=5", "--json").json();
    assertThat(one.path("policy_sha256")).isEqualTo(two.path("policy_sha256"));
    assertThat(one.path("policy_sha256")).isNotEqualTo(other.path("policy_sha256"));
  }

  @Test
  void aResolvedRecipeCanBeRunAgain() {
    JsonNode one = sft("--run", "one", "--steps", "2", "--json").json();
    JsonNode again =
        preceptor(
                "sft",
                folder.resolve("runs/one/recipe.yaml"),
                "--runs-dir",
                folder.resolve("runs"),
                "--run",
                "again",
                "--json")
            .json();
    assertThat(again.path("policy_sha256")).isEqualTo(one.path("policy_sha256"));
  }

  @Test
  void invalidInputIsReportedAndNothingIsLeftBehind() {
    Executed tooLong = sft("--run", "x", "--set", "max_completion_length=3");
    assertThat(tooLong.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(tooLong.err()).contains("max_completion_length 3").hasLineCount(1);
    Executed noColumn = sft("--run", "x", "--set", "response_column=Reasoning");
    assertThat(noColumn.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(noColumn.err()).contains("no response to learn").hasLineCount(1);
    Executed unknown = sft("--run", "x", "--set", "epochs=3");
    assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err()).contains("epochs");
    assertThat(folder.resolve("runs/x")).doesNotExist();
  }

  /** A BioGPT with random weights, trained on verdicts, then evaluated and used. */
  @Test
  void aJudgeIsTrainedOnStatementsAndEvaluatedOnHeldOutOnes() throws IOException {
    Path judge = Path.of("../recipes/phantom-judge").toAbsolutePath().normalize();
    Files.writeString(
        recipe,
        """
        model_init: %s
        prompt_template: judge
        phantom: {train: 240, test: 12, seed: 3}
        response_column: Verdict
        max_prompt_length: 200
        per_device_train_batch_size: 16
        learning_rate: 3.0e-3
        lr_scheduler_type: constant
        policy_dtype: float32
        """
            .formatted(judge));
    JsonNode summary = sft("--run", "judge", "--json").json();
    Path run = folder.resolve("runs/judge");
    assertThat(summary.path("accuracy_after").isNumber()).isTrue();
    List<Double> losses = new ArrayList<>();
    for (String text : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode line = new ObjectMapper().readTree(text);
      if (line.has("loss")) {
        losses.add(line.path("loss").asDouble());
      } else {
        assertThat(line.path("eval_n").asInt()).isEqualTo(12);
        assertThat(line.has("eval_accuracy/coherent")).isTrue();
      }
    }
    // from one word of 773 to one of two
    assertThat(losses.get(0)).isGreaterThan(4);
    assertThat(losses.get(losses.size() - 1)).isLessThan(1.2);
    Path learnt = run.resolve("checkpoints/step-" + summary.path("steps").asInt());
    Executed measured =
        preceptor("eval", "--model", learnt, "--csv", run.resolve("data/test.csv"), "--json");
    assertThat(measured.json().path("accuracy")).isEqualTo(summary.path("accuracy_after"));
    assertThat(measured.json().path("kinds").path("coherent").path("n").asInt()).isPositive();
    assertThat(
            preceptor("judge", "--model", learnt, "--statement", "Lesion: left C.", "--json")
                .json()
                .path("verdict")
                .asText())
        .isIn("yes", "no");
    Executed questions = sft("--run", "x", "--set", "prompt_template=chat");
    assertThat(questions.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(questions.err()).contains("this model reads text only").hasLineCount(1);
  }

  @Test
  void aRunNameInUseIsRejected() throws IOException {
    Files.createDirectories(folder.resolve("runs/mine"));
    Executed executed = sft("--run", "mine");
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains("run mine", "choose another name").hasLineCount(1);
    assertThat(folder.resolve("runs/mine")).isEmptyDirectory();
  }

  private Executed sft(Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("sft", recipe, "--runs-dir", folder.resolve("runs")));
    arguments.addAll(List.of(more));
    return preceptor(arguments.toArray());
  }
}
