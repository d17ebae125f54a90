package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.models.checkpoint.Checkpoint;
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
class DpoCommandTest {

  @TempDir Path folder;
  private Path recipe;

  @BeforeEach
  void writeRecipe() throws IOException {
    recipe =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            model: %s
            phantom: {train: 16, test: 4, size: 56, seed: 3}
            max_completion_length: 64
            max_prompt_length: 400
            num_train_epochs: 3
            per_device_train_batch_size: 4
            gradient_accumulation_steps: 2
            learning_rate: 3.0e-3
            lr_scheduler_type: constant
            policy_dtype: float32
            eval_steps: 4
            save_steps: 4
            """
                .formatted(QWEN2_VL.toAbsolutePath().normalize()));
  }

  private Executed dpo(Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("dpo", recipe, "--runs-dir", folder.resolve("runs")));
    arguments.addAll(List.of(more));
    return preceptor(arguments.toArray());
  }

  private List<JsonNode> steps(String run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String text :
        Files.readAllLines(folder.resolve("runs").resolve(run).resolve("metrics.jsonl"))) {
      JsonNode line = new ObjectMapper().readTree(text);
      if (line.has("loss")) {
        lines.add(line);
      }
    }
    return lines;
  }

  @Test
  void aRunLearnsToTellPairsApartUnderTrlsNames() throws IOException {
    JsonNode summary = dpo("--run", "first", "--json").json();
    assertThat(summary.path("steps").asInt()).isEqualTo(6);
    assertThat(summary.path("accuracy_after").isNumber()).isTrue();
    List<JsonNode> steps = steps("first");
    assertThat(steps).hasSize(6);
    JsonNode first = steps.get(0);
    JsonNode last = steps.get(5);
    // the policy still is the reference
    assertThat(first.path("loss").asDouble()).isEqualTo(Math.log(2));
    assertThat(first.path("rewards/margins").asDouble()).isZero();
    assertThat(last.path("rewards/margins").asDouble()).isPositive();
    assertThat(last.path("rewards/margins").asDouble())
        .isEqualTo(
            last.path("rewards/chosen").asDouble() - last.path("rewards/rejected").asDouble());
    assertThat(last.path("rewards/accuracies").asDouble()).isGreaterThan(0.5);
    assertThat(last.has("logps/chosen") && last.has("logps/rejected")).isTrue();
    try (Checkpoint saved = Checkpoint.open(folder.resolve("runs/first/checkpoints/step-6"))) {
      assertThat(PolicyHash.sha256(saved)).isEqualTo(summary.path("policy_sha256").asText());
    }
  }

  /** With an adapter whose B is 0 the first step is that of all weights, so its figures are. */
  @Test
  void anAdapterIsTrainedAgainstItsBase() throws IOException {
    dpo("--run", "peft", "--set", "use_peft=true", "--steps", "2", "--json").json();
    dpo("--run", "full", "--steps", "1", "--json").json();
    JsonNode adapter = steps("peft").get(0);
    JsonNode full = steps("full").get(0);
    for (String sum : List.of("loss", "logps/chosen", "logps/rejected", "rewards/margins")) {
      assertThat(adapter.path(sum)).as(sum).isEqualTo(full.path(sum));
    }
    assertThat(folder.resolve("runs/peft/checkpoints/step-2/adapter_config.json")).exists();
    assertThat(folder.resolve("runs/peft/checkpoints/step-2/model.safetensors")).doesNotExist();
  }

  @Test
  void aStoppedRunGoesOnAndAChangedOneIsRefused() {
    String whole = dpo("--run", "whole", "--json").json().path("policy_sha256").asText();
    dpo("--run", "parts", "--steps", "4", "--json").json();
    Path runs = folder.resolve("runs");
    Executed changed =
        preceptor(
            "dpo", "--run", "parts", "--resume", "--runs-dir", runs, "--set", "beta=0.2", "--json");
    assertThat(changed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(changed.err())
        .contains("run parts was started with beta 0.1 and cannot be resumed with 0.2")
        .contains("only max_steps may change");
    Executed longer =
        preceptor("dpo", "--run", "parts", "--resume", "--runs-dir", runs, "--steps", 6, "--json");
    assertThat(longer.json().path("policy_sha256").asText()).isEqualTo(whole);
  }

  @Test
  void invalidInputIsReportedInOneLineAndNothingIsLeftBehind() throws IOException {
    Executed layer =
        dpo("--run", "x", "--set", "use_peft=true", "--set", "lora_target_modules=[k_porj]");
    assertThat(layer.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(layer.err()).contains("lora_target_modules: k_porj is not a linear layer");
    assertThat(folder.resolve("runs")).doesNotExist();
    Path pairs = Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\": \"?\"}");
    for (String[] bad :
        List.of(
            new String[] {"pairs=" + pairs, "p.jsonl, line 1, chosen: missing; give a text"},
            new String[] {"pairs=none.json", "none.json: no such file"},
            new String[] {"max_completion_length=3", "max_completion_length 3"},
            new String[] {"max_prompt_length=30", "max_prompt_length 30"})) {
      Executed refused = dpo("--run", "x", "--set", bad[0]);
      assertThat(refused.code()).as(bad[0]).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(refused.err()).contains(bad[1]).hasLineCount(1);
      assertThat(folder.resolve("runs/x")).doesNotExist();
    }
  }
}
