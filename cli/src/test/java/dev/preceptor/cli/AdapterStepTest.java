package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.LORA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code step --demonstrations} and {@code --pairs} against TRL 0.25.1 and PEFT 0.17.1. */
@Tag("slow")
class AdapterStepTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path BASE = LORA.resolve("base");
  private static final Path DPO = LORA.resolveSibling("dpo");

  @TempDir Path folder;

  /** The items of a golden file, with the names of images beside the file to be written. */
  private Path file(JsonNode items, String key) throws IOException {
    ObjectNode file = JSON.createObjectNode();
    ArrayNode rows = file.putArray(key);
    for (JsonNode item : items) {
      ObjectNode row = item.deepCopy();
      String image = Path.of(item.path("image").asText()).getFileName().toString();
      rows.add(row.put("image", image));
      Path copy = folder.resolve(image);
      if (!Files.exists(copy)) {
        Files.copy(LORA.resolve("images").resolve(image), copy);
      }
    }
    file.putObject("settings").put("learning_rate", 1e-3).put("optimizer", "AdamW");
    return Files.writeString(folder.resolve(key + ".json"), file.toString());
  }

  private static JsonNode sft() {
    return TestFiles.json(LORA.resolve("golden.json")).path("sft");
  }

  private static void assertFigures(JsonNode ours, JsonNode expected) {
    assertThat(ours.path("loss").asDouble())
        .isCloseTo(expected.path("loss").asDouble(), within(1e-5));
    double norm = expected.path("grad_norm").asDouble();
    assertThat(ours.path("grad_norm").asDouble()).isCloseTo(norm, within(1e-3 * norm));
  }

  /** AdamW's first step is the gradient's sign, so elements with tiny gradients scatter. */
  private static void assertWeights(Path ours, Path theirs, boolean sameNames) {
    try (SafetensorsFile a = SafetensorsFile.open(ours);
        SafetensorsFile b = SafetensorsFile.open(theirs)) {
      if (sameNames) {
        assertThat(a.tensorNames()).isEqualTo(b.tensorNames());
      }
      for (String name : b.tensorNames()) {
        HostTensor expected = b.tensor(name);
        String own =
            sameNames
                ? name
                : name.replace("model.language_model.", "model.")
                    .replace("model.visual.", "visual.");
        FloatBuffer one = a.tensor(own).data().asFloatBuffer();
        FloatBuffer other = expected.data().asFloatBuffer();
        long close = 0;
        for (int i = 0; i < other.remaining(); i++) {
          close += Math.abs(one.get(i) - other.get(i)) <= 2e-5 ? 1 : 0;
        }
        assertThat((double) close / other.remaining())
            .as(name)
            .isGreaterThanOrEqualTo(expected.shape().length > 1 ? 0.99 : 0.9);
      }
    }
  }

  @Test
  void aSupervisedStepTrainsTheAdapterAloneAsTrlDoes() throws IOException {
    Path out = folder.resolve("after");
    JsonNode ours =
        preceptor(
                "step",
                "--model",
                BASE,
                "--adapter",
                LORA.resolve("adapter"),
                "--demonstrations",
                file(sft().path("rows"), "rows"),
                "--out",
                out,
                "--json")
            .json();
    assertFigures(ours, sft().path("expected"));
    String weights = "adapter_model.safetensors";
    assertWeights(out.resolve(weights), LORA.resolve("after").resolve(weights), true);
    assertThat(out.resolve("adapter_config.json"))
        .hasSameBinaryContentAs(LORA.resolve("adapter").resolve("adapter_config.json"));
    assertThat(out.resolve("model.safetensors")).doesNotExist();
  }

  @Test
  void aSupervisedStepOfAllWeightsIsTrls() throws IOException {
    JsonNode ours =
        preceptor(
                "step",
                "--model",
                BASE,
                "--demonstrations",
                file(sft().path("rows"), "rows"),
                "--out",
                folder.resolve("after"),
                "--json")
            .json();
    assertFigures(ours, sft().path("expected_full_fine_tuning"));
  }

  @Test
  void aStepOnPairsIsThatOfTrlsDpoTrainer() throws IOException {
    Path merged = folder.resolve("merged");
    preceptor(
            "merge",
            "--model",
            BASE,
            "--adapter",
            LORA.resolve("adapter"),
            "--out",
            merged,
            "--json")
        .json();
    JsonNode golden = TestFiles.json(DPO.resolve("golden.json"));
    Path pairs = file(golden.path("pairs"), "pairs");
    Path out = folder.resolve("after");
    JsonNode ours =
        preceptor(
                "step",
                "--model",
                merged,
                "--reference",
                BASE,
                "--pairs",
                pairs,
                "--out",
                out,
                "--set",
                "beta=0.1",
                "--json")
            .json();
    JsonNode expected = golden.path("expected");
    assertFigures(ours, expected);
    for (String reward :
        List.of("rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins")) {
      assertThat(ours.path(reward).asDouble())
          .as(reward)
          .isCloseTo(expected.path(reward).asDouble(), within(1e-4));
    }
    for (String sum : List.of("logps/chosen", "logps/rejected")) {
      assertThat(ours.path(sum).asDouble())
          .as(sum)
          .isCloseTo(expected.path(sum).asDouble(), within(1e-3));
    }
    assertWeights(
        out.resolve("model.safetensors"), DPO.resolve("after").resolve("model.safetensors"), false);
  }

  /** The reference of an adapter is its base: where B is 0 both are the same. */
  @Test
  void theReferenceOfAnAdapterIsItsBaseUnlessOneIsGiven() throws IOException {
    JsonNode golden = TestFiles.json(DPO.resolve("golden.json"));
    Path pairs = file(golden.path("pairs"), "pairs");
    Path adapter = LORA.resolve("adapter");
    JsonNode implied =
        preceptor(
                "step",
                "--model",
                BASE,
                "--adapter",
                adapter,
                "--pairs",
                pairs,
                "--out",
                folder.resolve("one"),
                "--json")
            .json();
    JsonNode given =
        preceptor(
                "step",
                "--model",
                BASE,
                "--adapter",
                adapter,
                "--reference",
                BASE,
                "--pairs",
                pairs,
                "--out",
                folder.resolve("two"),
                "--json")
            .json();
    assertThat(implied).isEqualTo(given);
    assertThat(implied.path("loss").asDouble())
        .isCloseTo(golden.path("expected").path("loss").asDouble(), within(1e-5));
  }

  @Test
  void aRowWithoutACompletionEndsInOneLine() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.json"), "{\"rows\": [{\"prompt\": \"?\"}]}");
    Executed refused =
        preceptor(
            "step", "--model", BASE, "--demonstrations", rows, "--out", folder.resolve("out"));
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err().strip())
        .endsWith("rows.json, rows[0], completion: missing; give a text")
        .doesNotContain("\n");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void oneOfTheThreeFilesIsGiven() {
    assertThat(preceptor("step", "--model", BASE, "--out", folder).code())
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(
            preceptor("step", "--model", BASE, "--out", folder, "--groups", "a", "--pairs", "b")
                .code())
        .isEqualTo(ExitCode.BAD_INPUT);
  }
}
