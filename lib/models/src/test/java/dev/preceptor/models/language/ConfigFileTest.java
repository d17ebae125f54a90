package dev.preceptor.models.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused where it is read, before anything is sized by it. */
class ConfigFileTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_ID = 4_194_303;

  private static JsonNode file(String key, String value) throws JsonProcessingException {
    return JSON.readTree("{\"%s\": %s}".formatted(key, value));
  }

  @ParameterizedTest
  @CsvSource({
    "vocab_size, 4194304",
    "max_position_embeddings, 16777216",
    "sliding_window, 16777216",
    "hidden_size, 131072",
    "embed_dim, 131072",
    "head_dim, 8192",
    "num_attention_heads, 4096",
    "num_key_value_heads, 4096",
    "num_heads, 4096",
    "num_hidden_layers, 1024",
    "depth, 1024",
    "patch_size, 256",
    "in_channels, 16",
    "in_chans, 16",
    "spatial_merge_size, 16",
    "temporal_patch_size, 16",
    "intermediate_size, 1048576",
    "any_other, 1048576"
  })
  void aNumberIsReadUpToItsKeysLargest(String key, int largest) throws Exception {
    assertThat(ConfigFile.positive(file(key, "" + largest), key)).isEqualTo(largest);
    assertThat(ConfigFile.integers(file(key, "[1, %d]".formatted(largest)), key))
        .containsExactly(1, largest);
    for (String above : List.of("" + (largest + 1L), "2147483647", "4294967297", "1" + zeros(30))) {
      String complaint =
          "config.json, %s: %s is too large; use at most %d".formatted(key, above, largest);
      assertThatThrownBy(() -> ConfigFile.positive(file(key, above), key))
          .isInstanceOf(InputException.class)
          .hasMessage(complaint);
      assertThatThrownBy(() -> ConfigFile.integers(file(key, "[1, %s]".formatted(above)), key))
          .isInstanceOf(InputException.class)
          .hasMessage(complaint);
    }
  }

  private static String zeros(int count) {
    return "0".repeat(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "-2147483648", "1.5", "1e3", "\"8\"", "true", "[8]", "{}"})
  void whatIsNoPositiveIntegerIsRefused(String value) throws Exception {
    JsonNode file = file("hidden_size", value);
    JsonNode list = file("hidden_size", "[1, %s]".formatted(value));
    assertThatThrownBy(() -> ConfigFile.positive(file, "hidden_size"))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("config\\.json, hidden_size: '.*' is not a positive number");
    assertThatThrownBy(() -> ConfigFile.integers(list, "hidden_size"))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("config\\.json, hidden_size: '.*' is not a positive number");
  }

  /** Of both files that may give it, and in a list too. */
  @Test
  void theIdOfATokenIsReadUpToTheLargest() throws Exception {
    assertThat(ConfigFile.id(file("pad_token_id", "" + LARGEST_ID), "pad_token_id", 0))
        .isEqualTo(LARGEST_ID);
    assertThatThrownBy(
            () -> ConfigFile.id(file("pad_token_id", "" + (LARGEST_ID + 1)), "pad_token_id", 0))
        .isInstanceOf(InputException.class)
        .hasMessage("config.json, pad_token_id: 4194304 is too large; use at most 4194303");
    assertThatThrownBy(() -> ConfigFile.id(file("pad_token_id", "-1"), "pad_token_id", 0))
        .isInstanceOf(InputException.class)
        .hasMessage("config.json, pad_token_id: '-1' is not the id of a token");
    for (String ids : List.of("%d", "[0, %d]")) {
      String within = "{\"eos_token_id\": %s}".formatted(ids.formatted(LARGEST_ID));
      String beyond = "{\"eos_token_id\": %s}".formatted(ids.formatted(LARGEST_ID + 1));
      MemoryModel none = new MemoryModel(Map.of(), Map.of());
      assertThat(ConfigFile.eosTokenIds(none, JSON.readTree(within))).contains(LARGEST_ID);
      assertThatThrownBy(() -> ConfigFile.eosTokenIds(none, JSON.readTree(beyond)))
          .isInstanceOf(InputException.class)
          .hasMessage("config.json, eos_token_id: 4194304 is too large; use at most 4194303");
      MemoryModel model =
          new MemoryModel(Map.of("generation_config.json", beyond.getBytes(UTF_8)), Map.of());
      assertThatThrownBy(() -> ConfigFile.eosTokenIds(model))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "generation_config.json, eos_token_id: 4194304 is too large; use at most 4194303");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1e-5", "1e999", "\"1\"", "[1.0]"})
  void aRealThatIsNotPositiveAndFiniteIsRefused(String value) throws Exception {
    JsonNode file = file("rope_theta", value);
    assertThatThrownBy(() -> ConfigFile.real(file, "rope_theta"))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("config\\.json, rope_theta: '.*' is not a positive number");
  }
}
