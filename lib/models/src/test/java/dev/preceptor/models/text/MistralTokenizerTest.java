package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Sentencepiece-style BPE against transformers 4.57.1, see tools/goldens/mistral.py. */
class MistralTokenizerTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  private static Map<String, byte[]> files() {
    try (Checkpoint model = Checkpoint.open(GOLDENS.resolve("mistral"))) {
      return new HashMap<>(model.files());
    }
  }

  private static int[] ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** The golden's tokenizer with a variant's changes. */
  private static Tokenizer of(JsonNode kind) throws IOException {
    Map<String, byte[]> files = files();
    if (kind.path("tokenizer_config").isObject()) {
      files.put("tokenizer_config.json", bytes(kind.path("tokenizer_config")));
    }
    ObjectNode fast = (ObjectNode) new ObjectMapper().readTree(files.get("tokenizer.json"));
    kind.path("tokenizer_json").properties().forEach(e -> fast.set(e.getKey(), e.getValue()));
    files.put("tokenizer.json", bytes(fast));
    return Tokenizers.from(new MemoryModel(files, Map.of()));
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void textsEncodeAsInTransformersWithEveryConfiguration() throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(GOLDENS.resolve("mistral-tokenizer/golden.json").toFile());
    assertThat(golden.path("kinds")).hasSize(5);
    for (JsonNode kind : golden.path("kinds")) {
      try (Tokenizer tokenizer = of(kind)) {
        for (JsonNode each : kind.path("cases")) {
          String text = each.path("text").asText();
          assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids(each.path("ids")));
          assertThat(tokenizer.encode(text, true))
              .as("%s with %s", text, kind.path("tokenizer_config"))
              .isEqualTo(ids(each.path("ids_with_special_tokens")));
          assertThat(tokenizer.decode(ids(each.path("ids"))))
              .as(text)
              .isEqualTo(each.path("decoded").asText());
        }
      }
    }
  }

  @Test
  void aTokenizerModelAloneIsRefusedWithTheFix() {
    Map<String, byte[]> files = files();
    files.remove("tokenizer.json");
    assertThatThrownBy(() -> Tokenizers.from(new MemoryModel(files, Map.of())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("make tokenizer.json from a tokenizer.model with transformers'")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMissingSpecialTokenIsNamed() {
    String config = "{\"tokenizer_class\": \"LlamaTokenizer\", \"bos_token\": \"<start>\"}";
    Map<String, byte[]> files = files();
    files.put("tokenizer_config.json", config.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Tokenizers.from(new MemoryModel(files, Map.of())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no token \"<start>\"");
  }
}
