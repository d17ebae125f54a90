package dev.preceptor.models.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.RandomCheckpoint;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewAdapterTest {

  @TempDir Path folder;

  private static AdaptedModel adapted(ModelSource base, long seed, String... targets) {
    return new NewAdapter(4, 8, 0, List.of(targets))
        .on(base, Architecture.of(base).base(), "base", seed);
  }

  @Test
  void aNewAdapterChangesNothingAndItsSeedDecidesItsBits() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        LanguageModel plain = LanguageModel.load(base);
        LanguageModel model = LanguageModel.load(adapted(base, 1, "all-linear"))) {
      JsonNode golden = AdapterGoldens.cases().get(0);
      TokenizedPrompt prompt = AdapterGoldens.prompt(plain.processor(), golden);
      int[] completion = Goldens.ids(golden.path("completion_ids"));
      assertThat(model.score(prompt, completion).logprobs())
          .isEqualTo(plain.score(prompt, completion).logprobs());
      String hash = PolicyHash.sha256(adapted(base, 1, "q_proj"));
      assertThat(PolicyHash.sha256(adapted(base, 1, "q_proj"))).isEqualTo(hash);
      assertThat(PolicyHash.sha256(adapted(base, 2, "q_proj"))).isNotEqualTo(hash);
    }
  }

  @Test
  void allLinearMeansEveryLinearLayerButTheHead() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      assertThat(adapted(base, 1, "all-linear").tensors().keySet())
          .contains(
              "base_model.model.model.language_model.layers.1.mlp.down_proj.lora_A.weight",
              "base_model.model.model.visual.blocks.0.attn.qkv.lora_B.weight",
              "base_model.model.model.visual.merger.mlp.2.lora_A.weight")
          .noneMatch(name -> name.contains("embed") || name.contains("lm_head"));
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      for (String[] targets : new String[][] {{"all-linear"}, {"q_proj", "fc1"}, {"proj"}}) {
        AdaptedModel adapted = adapted(base, 3, targets);
        PolicyFolder.write(
            folder.resolve("adapter"),
            new MemoryModel(adapted.files(), adapted.tensors()),
            Long.MAX_VALUE,
            Map.of());
        AdaptedModel read = AdaptedModel.open(base, folder.resolve("adapter"));
        assertThat(Architecture.of(base).adapter(read).orElseThrow().lowRanks().keySet())
            .isEqualTo(Architecture.of(base).adapter(adapted).orElseThrow().lowRanks().keySet());
        assertThat(folder.resolve("adapter").resolve("model.safetensors")).doesNotExist();
      }
    }
  }

  @Test
  void aTargetThatIsNoLinearLayerIsRefused() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      assertThatThrownBy(() -> adapted(base, 1, "q_proj", "query"))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("lora_target_modules: query is not a linear layer of the model")
          .hasMessageContaining("q_proj, k_proj");
    }
  }

  /** Rank 8 on every linear layer, vision tower included, as it is saved and published. */
  @Test
  void atQwen2Vl2bsShapeAnAdapterTakesLessThanAHundredthOfTheWeights() throws IOException {
    byte[] config = RandomCheckpoint.config("qwen2-vl-2b").orElseThrow();
    ModelSource shapes = new MemoryModel(Map.of("config.json", config), Map.of());
    Base base = Architecture.of(shapes).base();
    long parameters = base.shapes().values().stream().mapToLong(NewAdapterTest::elements).sum();
    Map<String, HostTensor> published = new TreeMap<>();
    AdaptedModel adapted =
        new NewAdapter(8, 16, 0, List.of("all-linear")).on(shapes, base, "base", 1);
    adapted
        .tensors()
        .forEach(
            (name, tensor) ->
                published.put(
                    name,
                    new HostTensor(
                        DType.BF16,
                        tensor.shape(),
                        ByteBuffer.allocate(2 * Math.toIntExact(tensor.elements())))));
    Path written = folder.resolve("adapter");
    PolicyFolder.write(
        written, new MemoryModel(adapted.files(), published), Long.MAX_VALUE, Map.of());
    long bytes = Files.size(written.resolve(AdaptedModel.WEIGHTS));
    assertThat(published).hasSize(2 * (28 * 7 + 32 * 4 + 2));
    assertThat(2.0 * parameters / bytes).isBetween(150.0, 152.0);
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
