package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  private static Tokenizer with(String tokenizerConfig) {
    Map<String, byte[]> files = files();
    if (tokenizerConfig != null) {
      files.put("tokenizer_config.json", tokenizerConfig.getBytes(StandardCharsets.UTF_8));
    }
    return Tokenizers.from(new MemoryModel(files, Map.of()));
  }

  private static int[] ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  @Test
  void textsAreTransformersTokensWhateverTheConfigurationAdds() throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(GOLDENS.resolve("mistral-tokenizer/golden.json").toFile());
    assertThat(golden.path("kinds")).hasSize(4);
    for (JsonNode kind : golden.path("kinds")) {
      JsonNode config = kind.path("tokenizer_config");
      try (Tokenizer tokenizer = with(config.isNull() ? null : config.toString())) {
        for (JsonNode each : kind.path("cases")) {
          String text = each.path("text").asText();
          assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids(each.path("ids")));
          assertThat(tokenizer.encode(text, true))
              .as("%s with %s", text, config)
              .isEqualTo(ids(each.path("ids_with_special_tokens")));
          assertThat(tokenizer.decode(ids(each.path("ids"))))
              .as(text)
              .isEqualTo(each.path("decoded").asText());
        }
      }
    }
  }

  @Test
  void aTokenizerModelAloneIsRefusedWithTheMend() {
    Map<String, byte[]> files = files();
    files.remove("tokenizer.json");
    assertThatThrownBy(() -> Tokenizers.from(new MemoryModel(files, Map.of())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("make tokenizer.json of a tokenizer.model by transformers'")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aTokenThatIsToBeAddedAndIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> with("{\"tokenizer_class\": \"LlamaTokenizer\", \"bos_token\": \"<start>\"}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no token \"<start>\"");
  }
}
