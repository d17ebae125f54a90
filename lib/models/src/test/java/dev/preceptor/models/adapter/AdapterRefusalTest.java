package dev.preceptor.models.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.language.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An adapter that cannot be applied as it is meant is refused in one line. */
class AdapterRefusalTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAYER = "base_model.model.model.language_model.layers.0.";

  @TempDir Path folder;

  private static Adapter read(String config, Map<String, HostTensor> tensors) {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
      return Architecture.of(base)
          .adapter(new AdaptedModel(base, bytes, tensors, "DIR"))
          .orElseThrow();
    }
  }

  private static Map<String, HostTensor> tensors() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      return new TreeMap<>(AdaptedModel.open(base, AdapterGoldens.ADAPTER).tensors());
    }
  }

  private static ObjectNode config() throws IOException {
    return (ObjectNode)
        JSON.readTree(AdapterGoldens.ADAPTER.resolve("adapter_config.json").toFile());
  }

  private static void assertRefused(
      String config, Map<String, HostTensor> tensors, String... parts) {
    assertThatThrownBy(() -> read(config, tensors))
        .isInstanceOf(InputException.class)
        .message()
        .doesNotContain("\n")
        .contains(parts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "peft_type | 'IA3' | 'IA3' is not supported",
        "use_dora | true | is not supported",
        "use_qalora | true | is not supported",
        "lora_bias | true | is not supported",
        "fan_in_fan_out | true | is not supported",
        "bias | 'all' | is not supported",
        "modules_to_save | ['lm_head'] | is not supported",
        "trainable_token_indices | [1] | is not supported",
        "target_parameters | ['x'] | is not supported",
        "layer_replication | [[0,1]] | is not supported",
        "init_lora_weights | 'pissa_niter_4' | changes the base's weights",
        "a_key_of_next_year | {'x':1} | is not supported",
        "r | 0 | is not a rank",
        "r | 99999999999 | is not a rank",
        "r | 'eight' | is not a rank",
        "lora_alpha | -1 | is not a number",
        "lora_dropout | 1 | leaves nothing",
        "target_modules | null | is missing",
        "target_modules | 7 | is not a text or a list",
        "target_modules | '(q_proj' | is not a regular expression",
        "target_modules | '(.+)+(.+)+(.+)+(.+)+(.+)+(.+)+x' | backtracks too much",
        "rank_pattern | {'q_proj':-4} | is not a rank",
        "layers_to_transform | ['one'] | is not the index of a layer",
      })
  void anOptionThatIsNotSupportedIsRefusedByName(String key, String value, String why)
      throws IOException {
    ObjectNode config = config();
    config.set(key, JSON.readTree(value.replace('\'', '"')));
    assertRefused(config.toString(), tensors(), "DIR/adapter_config.json, " + key, why);
  }

  @Test
  void anAdapterForAnotherBaseIsRefused() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    tensors.put(
        "base_model.model.model.language_model.layers.7.self_attn.q_proj.lora_A.weight",
        tensors.get(LAYER + "self_attn.q_proj.lora_A.weight"));
    assertRefused(
        config().toString(),
        tensors,
        "model.language_model.layers.7.self_attn.q_proj",
        "which the base model does not have; was it trained on another base?");
  }

  @Test
  void anAdapterOfAnotherShapeIsRefused() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    tensors.put(
        LAYER + "self_attn.q_proj.lora_A.weight", HostTensor.floats(new long[] {8, 65}, i -> 0));
    assertRefused(
        config().toString(), tensors, "[8, 65]", "[64, 64]", "was it trained on another base?");
  }

  @Test
  void aRankThatIsNotTheConfigurationsIsRefused() throws IOException {
    ObjectNode config = config();
    config.put("r", 4);
    assertRefused(config.toString(), tensors(), "has the rank 8, but adapter_config.json says 4");
  }

  @Test
  void modulesThatTheConfigurationDoesNotNameAreRefused() throws IOException {
    ObjectNode config = config();
    config.putArray("target_modules").add("q_proj");
    assertRefused(
        config.toString(), tensors(), "adapts model.language_model.layers.0", "target_modules");
  }

  @Test
  void modulesThatTheConfigurationNamesMustBeThere() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    tensors.keySet().removeIf(name -> name.startsWith(LAYER + "mlp.up_proj"));
    assertRefused(
        config().toString(),
        tensors,
        "has no " + LAYER + "mlp.up_proj.lora_A.weight, though target_modules");
  }

  @Test
  void aMatrixWithoutItsPartnerIsRefused() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    tensors.remove(LAYER + "mlp.up_proj.lora_B.weight");
    assertRefused(config().toString(), tensors, "has no " + LAYER + "mlp.up_proj.lora_B.weight");
  }

  @Test
  void anotherKindOfTensorIsRefused() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    tensors.put(
        LAYER + "mlp.up_proj.lora_magnitude_vector", HostTensor.floats(new long[] {1}, i -> 0));
    assertRefused(config().toString(), tensors, "lora_magnitude_vector", "no part of a plain LoRA");
  }

  @Test
  void aWeightThatIsNotFiniteIsRefused() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    tensors.put(
        LAYER + "self_attn.q_proj.lora_B.weight",
        HostTensor.floats(new long[] {64, 8}, i -> i == 9 ? Double.NaN : 0));
    assertRefused(config().toString(), tensors, "element [1, 1] is NaN");
  }

  @Test
  void aFolderWithoutAnAdapterIsRefused() throws IOException {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      assertThatThrownBy(() -> AdaptedModel.open(base, folder))
          .hasMessage(
              folder + ": no adapter_config.json; give an adapter's folder as PEFT writes it");
      Files.writeString(folder.resolve("adapter_config.json"), "{}");
      Files.writeString(folder.resolve("adapter_model.bin"), "");
      assertThatThrownBy(() -> AdaptedModel.open(base, folder))
          .hasMessageContaining("the adapter is pickled");
    }
  }

  @Test
  void scalingFollowsRankAndAlphaOfTheModule() throws IOException {
    ObjectNode config = config();
    config.putObject("alpha_pattern").put("q_proj", 2).put("layers.1.self_attn.k_proj", 64);
    Adapter adapter = read(config.toString(), tensors());
    assertThat(adapter.lowRanks().get("model.layers.0.self_attn.q_proj.weight").scaling())
        .isEqualTo(0.25);
    assertThat(adapter.lowRanks().get("model.layers.0.self_attn.k_proj.weight").scaling())
        .isEqualTo(2);
    assertThat(adapter.lowRanks().get("model.layers.1.self_attn.k_proj.weight").scaling())
        .isEqualTo(8);
    config.put("use_rslora", true);
    assertThat(
            read(config.toString(), tensors())
                .lowRanks()
                .get("model.layers.0.self_attn.q_proj.weight")
                .scaling())
        .isEqualTo(2 / Math.sqrt(8));
  }
}
