package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.MISTRAL;
import static dev.preceptor.cli.TestFiles.PMC_MINI;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static dev.preceptor.cli.TestFiles.STSB_ROBERTA;
import static dev.preceptor.cli.TestFiles.TRL_STEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NaN and infinity, in models that are given and in what is computed. */
@Tag("slow")
class NotFiniteCommandsTest {

  @TempDir Path folder;

  /** A copy of a model with one NaN. */
  private Path flawed(Path model, String tensor) {
    Path copy = folder.resolve("flawed-" + model.getFileName());
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      Map<String, HostTensor> tensors = new TreeMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      HostTensor whole = tensors.get(tensor);
      ByteBuffer data =
          ByteBuffer.allocateDirect(whole.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
      data.put(0, whole.data(), 0, data.capacity());
      if (whole.dtype() == DType.F32) {
        data.putFloat(0, Float.NaN);
      } else {
        data.putShort(0, (short) 0x7FC0);
      }
      tensors.put(tensor, new HostTensor(whole.dtype(), whole.shape(), data));
      CheckpointWriter.write(copy, checkpoint.files(), tensors, 1 << 30);
    }
    return copy;
  }

  private static void assertRefused(Path model, String tensor, Object... arguments) {
    Executed executed = preceptor(arguments);
    assertThat(executed.code()).as(executed.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .startsWith("preceptor %s: %s: weight %s: element [".formatted(arguments[0], model, tensor))
        .contains("] is NaN; ")
        .hasLineCount(1);
  }

  @Test
  void aModelWithANanIsBadInputForEveryCommandThatLoadsIt() throws IOException {
    String norm = "model.norm.weight";
    Path model = flawed(QWEN2_VL, norm);
    assertRefused(model, norm, "generate", "--model", model, "--prompt", "a");
    assertRefused(model, norm, "score", "--model", model, "--prompt", "a", "--completion", "b");
    assertRefused(model, norm, "judge", "--model", model, "--statement", "a");
    Path out = folder.resolve("out");
    Path groups = TRL_STEP.resolve("step.json");
    assertRefused(
        model,
        norm,
        "step",
        "--model",
        model,
        "--groups",
        groups,
        "--images",
        QWEN2_VL,
        "--out",
        out);
    assertThat(out).doesNotExist();
    Path csv = PMC_MINI.resolve("test_2.csv");
    Path images = PMC_MINI.resolve("images");
    assertRefused(model, norm, "eval", "--model", model, "--csv", csv, "--images", images);
    Path runs = folder.resolve("runs");
    assertRefused(model, norm, "sft", sftRecipe(model), "--run", "x", "--runs-dir", runs);
    assertThat(runs.resolve("x")).doesNotExist();
    Path text = flawed(MISTRAL, norm);
    assertRefused(text, norm, "perplexity", "--model", text, "--text", "a b c");
    String dense = "classifier.dense.weight";
    Path pairs = flawed(STSB_ROBERTA, dense);
    assertRefused(pairs, dense, "similarity", "--model", pairs, "--a", "a", "--b", "b");
  }

  private Path sftRecipe(Path model) throws IOException {
    return Files.writeString(
        folder.resolve("sft.yaml"),
        """
        model: %s
        phantom: {train: 16, test: 4, size: 56, seed: 1}
        max_prompt_length: 400
        max_completion_length: 200
        per_device_train_batch_size: 4
        learning_rate: 1e20
        lr_scheduler_type: constant
        max_steps: 3
        eval_steps: 0
        eval_limit: 4
        save_steps: 1
        """
            .formatted(model.toAbsolutePath().normalize()));
  }

  @Test
  void sftStopsAtALossThatIsNotFiniteAndKeepsTheCheckpointBefore() throws IOException {
    Path runs = folder.resolve("runs");
    Executed executed =
        preceptor("sft", sftRecipe(QWEN2_VL), "--run", "x", "--runs-dir", runs, "--json");
    assertThat(executed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(executed.err().lines().reduce((first, last) -> last).orElseThrow())
        .startsWith(
            "preceptor sft: step 2: loss is NaN (learning_rate 1.0E20); lower learning_rate");
    assertThat(executed.err()).doesNotContain("Exception");
    assertThat(executed.out()).isEmpty();
    assertThat(runs.resolve("x/checkpoints")).isDirectoryContaining("glob:**/step-1");
    assertThat(runs.resolve("x/checkpoints/step-2")).doesNotExist();
    assertThat(runs.resolve("x/summary.json")).doesNotExist();
    assertThat(Files.readString(runs.resolve("x/metrics.jsonl")))
        .contains("\"loss\":")
        .doesNotContain("\"loss\":null", "\"step\":2");
  }

  @Test
  void aStepWhoseWeightsAreNotFiniteWritesNothing() {
    Path out = folder.resolve("out");
    List<Object> arguments = new ArrayList<>(List.of("step", "--model", QWEN2_VL, "--out", out));
    arguments.addAll(List.of("--groups", TRL_STEP.resolve("step.json"), "--images", QWEN2_VL));
    arguments.addAll(List.of("--set", "learning_rate=1e39", "--json"));
    Executed executed = preceptor(arguments.toArray());
    assertThat(executed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(executed.err())
        .startsWith("preceptor step: weight ")
        .contains("after the update; lower learning_rate")
        .hasLineCount(1);
    assertThat(executed.out()).isEmpty();
    assertThat(out).doesNotExist();
  }
}
