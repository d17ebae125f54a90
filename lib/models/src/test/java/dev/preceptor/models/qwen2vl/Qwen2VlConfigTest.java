package dev.preceptor.models.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.language.LanguageModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values and defaults of config.json, as transformers 4.57.1 reads it. */
class Qwen2VlConfigTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode flat() {
    return (ObjectNode) Goldens.json(Goldens.QWEN2_VL.resolve("config.json"));
  }

  /** The golden's configuration with the language model's keys below text_config. */
  private static ObjectNode nested() {
    ObjectNode text = flat();
    ObjectNode root = JSON.createObjectNode();
    for (String key : List.of("model_type", "vision_config", "image_token_id")) {
      root.set(key, text.remove(key));
    }
    root.set("text_config", text);
    return root;
  }

  private static void put(ObjectNode node, String key, String value) throws IOException {
    if (value == null) {
      node.remove(key);
    } else {
      node.set(key, JSON.readTree(value));
    }
  }

  private static Qwen2VlConfig read(ObjectNode config) {
    byte[] file = config.toString().getBytes(StandardCharsets.UTF_8);
    return Qwen2VlConfig.from(new MemoryModel(Map.of("config.json", file), Map.of()));
  }

  /** transformers ties by the language model's own configuration only. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # at the top, in text_config, tied
          -,     -,     false
          -,     true,  true
          -,     false, false
          true,  -,     false
          true,  true,  true
          true,  false, false
          false, -,     false
          false, true,  true
          false, false, false
          """)
  void aNestedHeadIsTiedAsItsTextConfigSays(String root, String text, boolean tied)
      throws IOException {
    ObjectNode config = nested();
    put(config, "tie_word_embeddings", root);
    put((ObjectNode) config.path("text_config"), "tie_word_embeddings", text);
    assertThat(read(config).tieWordEmbeddings()).isEqualTo(tied);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-, false", "true, true", "false, false"})
  void aFlatHeadIsTiedOnlyIfConfigured(String root, boolean tied) throws IOException {
    ObjectNode config = flat();
    put(config, "tie_word_embeddings", root);
    assertThat(read(config).tieWordEmbeddings()).isEqualTo(tied);
  }

  /** transformers would initialise a new head at random, whose output is meaningless. */
  @Test
  void anUntiedHeadThatIsMissingIsRefusedByName() {
    ObjectNode config = flat();
    config.put("tie_word_embeddings", false);
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.QWEN2_VL)) {
      Map<String, byte[]> files = new HashMap<>(checkpoint.files());
      files.put("config.json", config.toString().getBytes(StandardCharsets.UTF_8));
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      assertThatThrownBy(() -> LanguageModel.load(new MemoryModel(files, tensors)).close())
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("the checkpoint has no weight lm_head.weight");
    }
  }

  @Test
  void bothLayoutsAreEquivalent() {
    assertThat(read(nested())).isEqualTo(read(flat()));
  }

  @Test
  void absentKeysHaveTransformersDefaults() throws IOException {
    ObjectNode bare = JSON.createObjectNode();
    bare.put("model_type", "qwen2_vl");
    bare.set("rope_scaling", JSON.readTree("{\"type\": \"mrope\", \"mrope_section\": [16,24,24]}"));
    Qwen2VlConfig config = read(bare);
    assertThat(config)
        .isEqualTo(
            new Qwen2VlConfig(
                152064,
                8192,
                29568,
                80,
                64,
                8,
                1e-5,
                1e6,
                List.of(16, 24, 24),
                false,
                151655,
                151652,
                List.of(),
                32768,
                new VisionTower(32, 1280, 16, 5120, 3, 14, 2, 2, Optional.empty())));
    bare.putNull("num_key_value_heads");
    assertThat(read(bare).numKeyValueHeads()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rope_scaling        | {"rope_type": "linear", "factor": 2.0} | rope_scaling: the type 'linear'
          rope_scaling        | {"type": "mrope"}                      | mrope_section: []
          rope_parameters     | {"rope_type": "yarn"}                  | rope_parameters: the type 'yarn'
          hidden_act          | "gelu"                                 | hidden_act: 'gelu'
          vision_config       | {"hidden_act": "silu"}                 | hidden_act: 'silu'
          num_key_value_heads | 4                                      | num_attention_heads: 6 is not a multiple
          hidden_size         | 100                                    | hidden_size: 100 is not a multiple
          vocab_size          | 0                                      | vocab_size: '0' is not a positive number
          model_type             | "qwen3_vl"                            | model_type: 'qwen3_vl'
          """)
  void unsupportedValuesAreRefusedByKey(String key, String value, String complaint)
      throws IOException {
    ObjectNode config = flat();
    put(config, key, value);
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json, " + complaint);
  }

  @Test
  void aSlidingWindowIsRefusedWhereALayerHasOne() {
    ObjectNode config = flat();
    config.put("use_sliding_window", true);
    config.put("sliding_window", 32);
    config.put("max_window_layers", 2);
    assertThat(read(config).numHiddenLayers()).isEqualTo(2);
    config.put("max_window_layers", 1);
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json, use_sliding_window: true");
    config.putNull("sliding_window");
    assertThat(read(config).numHiddenLayers()).isEqualTo(2);
  }
}
