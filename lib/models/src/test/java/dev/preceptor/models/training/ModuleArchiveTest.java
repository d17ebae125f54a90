package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.language.Architecture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleArchiveTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  @ParameterizedTest
  @ValueSource(strings = {"llama", "llava", "mllama", "mistral", "biogpt", "lora/base"})
  void namesEachWeightAndLaysOutPromptsForEveryFamily(String family) throws IOException {
    MemoryModel model = model(family);
    Architecture architecture = Architecture.of(model);

    JsonNode manifest = manifest(model);

    assertThat(manifest.get("weights").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(architecture.shapes().keySet());
    assertThat(architecture.shapes()).containsKey(manifest.get("head").asText());
    manifest
        .get("prompts")
        .forEach(
            prompt -> {
              int tokens = prompt.get("ids").size();
              assertThat(prompt.get("positions"))
                  .hasSize(3)
                  .allSatisfy(axis -> assertThat(axis).hasSize(tokens));
              assertThat(prompt.get("next")).hasSize(3);
            });
  }

  @Test
  void theImagesTokensStandInsideThePrompt() throws IOException {
    JsonNode prompts = manifest(model("lora/base")).get("prompts");
    JsonNode shown = prompts.get(1);
    int start = shown.get("imageStart").asInt();
    int tokens = shown.get("imageTokens").asInt();

    assertThat(prompts.get(0).get("imageTokens").asInt()).isZero();
    assertThat(tokens).isPositive();
    List<Integer> replaced = new ArrayList<>();
    for (int i = start; i < start + tokens; i++) {
      replaced.add(shown.get("ids").get(i).asInt());
    }
    assertThat(replaced).containsOnly(replaced.get(0));
    assertThat(shown.get("pixels").get(0).asInt())
        .isEqualTo(
            shown.get("grid").get(0).get(1).asInt() * shown.get("grid").get(0).get(2).asInt());
  }

  @Test
  void theScriptSamplesAndTrainsAndPacksNothing() throws IOException {
    String script =
        new String(
            entries(ModuleArchive.of(model("llama"), "Hello")).get("module/code/__torch__.py"),
            StandardCharsets.UTF_8);

    assertThat(script)
        .contains("def generate(", "def policy_gradient(", "def completion_logprobs(", "def step(")
        .doesNotContainPattern("\\$\\{\\w")
        .doesNotContain("_reorder_linear_weight");
  }

  private static MemoryModel model(String family) {
    return new MemoryModel(Checkpoint.smallFiles(GOLDENS.resolve(family)), Map.of());
  }

  private static JsonNode manifest(MemoryModel model) throws IOException {
    return new ObjectMapper()
        .readTree(
            entries(ModuleArchive.of(model, "What does the image show?"))
                .get("module/extra/preceptor.json"));
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> out = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        out.put(entry.getName(), zip.readAllBytes());
      }
    }
    return out;
  }
}
