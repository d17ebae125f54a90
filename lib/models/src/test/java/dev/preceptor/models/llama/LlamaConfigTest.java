package dev.preceptor.models.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.language.DecoderConfig;
import dev.preceptor.models.language.Rope;
import dev.preceptor.models.qwen2vl.Goldens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlamaConfigTest {

  private static final Path LLAMA = Path.of("src/test/resources/goldens/llama");

  private static LlamaConfig read(String config) {
    byte[] file = config.getBytes(StandardCharsets.UTF_8);
    return LlamaConfig.from(new MemoryModel(Map.of("config.json", file), Map.of()));
  }

  /** The golden's configuration with one key changed. */
  private static LlamaConfig with(String key, String value) throws IOException {
    ObjectNode config = (ObjectNode) Goldens.json(LLAMA.resolve("config.json"));
    config.set(key, new ObjectMapper().readTree(value));
    return read(config.toString());
  }

  @Test
  void absentKeysHaveTransformersDefaults() {
    assertThat(read("{\"model_type\": \"llama\"}"))
        .isEqualTo(
            new LlamaConfig(
                new DecoderConfig(
                    32000,
                    4096,
                    11008,
                    32,
                    32,
                    32,
                    128,
                    0,
                    1e-6,
                    new Rope(10000, Optional.empty()),
                    false,
                    2048),
                List.of(2)));
  }

  @Test
  void bothLayoutsOfRotaryParametersAreRead() throws IOException {
    Rope expected = new Rope(5e5, Optional.of(new Rope.Llama3(8, 1, 4, 64)));
    assertThat(with("tie_word_embeddings", "true").decoder().rope()).isEqualTo(expected);
    assertThat(
            with(
                    "rope_parameters",
                    """
                    {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0,
                     "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                     "original_max_position_embeddings": 64}
                    """)
                .decoder()
                .rope())
        .isEqualTo(expected);
    assertThat(with("rope_parameters", "{\"rope_type\": \"default\", \"rope_theta\": 1e4}"))
        .extracting(config -> config.decoder().rope())
        .isEqualTo(new Rope(1e4, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rope_scaling        | {"type": "linear", "factor": 2.0} | rope_scaling: the type 'linear' is not supported
          rope_scaling        | {"rope_type": "dynamic"}          | rope_scaling: the type 'dynamic' is not supported
          rope_scaling        | {"rope_type": "llama3"}           | factor: '' is not a positive number
          rope_scaling        | {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4, "original_max_position_embeddings": 8} | high_freq_factor: 4.0 is not above low_freq_factor 4.0
          attention_bias      | true                              | attention_bias: true is not supported
          mlp_bias            | true                              | mlp_bias: true is not supported
          hidden_act          | "gelu"                            | hidden_act: 'gelu' is not supported
          num_key_value_heads | 4                                 | num_attention_heads: 6 is not a multiple of num_key_value_heads
          model_type          | "llama4"                          | model_type: 'llama4'
          """)
  void unsupportedValuesAreRefusedByKey(String key, String value, String complaint) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json, " + complaint);
  }
}
