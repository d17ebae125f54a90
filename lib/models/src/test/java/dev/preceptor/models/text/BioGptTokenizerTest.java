package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.qwen2vl.Goldens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** BioGPT's tokenizer against transformers 4.57.1, see tools/goldens/biogpt.py. */
class BioGptTokenizerTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  private static Map<String, byte[]> files() {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve("biogpt"))) {
      return new HashMap<>(checkpoint.files());
    }
  }

  private static Tokenizer tokenizer(Map<String, byte[]> files) {
    return Tokenizers.from(new MemoryModel(files, Map.of()));
  }

  private static List<JsonNode> cases() {
    List<JsonNode> cases = new ArrayList<>();
    Goldens.json(GOLDENS.resolve("biogpt-tokenizer/golden.json")).path("cases").forEach(cases::add);
    assertThat(cases).hasSizeGreaterThan(400);
    return cases;
  }

  private static int[] ids(JsonNode array) {
    return Goldens.integers(array).stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void wordsMatchSacremoses() {
    for (JsonNode golden : cases()) {
      String text = golden.path("text").asText();
      List<String> words = new ArrayList<>();
      golden.path("words").forEach(word -> words.add(word.asText()));
      assertThat(MosesTokenizer.words(text)).as(text).isEqualTo(words);
      assertThat(MosesDetokenizer.text(words))
          .as(text)
          .isEqualTo(golden.path("detokenized").asText());
    }
  }

  @Test
  void idsAndTextsMatchTransformers() {
    try (Tokenizer tokenizer = tokenizer(files())) {
      for (JsonNode golden : cases()) {
        String text = golden.path("text").asText();
        int[] ids = ids(golden.path("ids"));
        assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).as(text).isEqualTo(golden.path("decoded").asText());
        assertThat(tokenizer.decode(ids, false))
            .as(text)
            .isEqualTo(golden.path("decoded_whole").asText());
        assertThat(tokenizer.decode(ids(golden.path("some_ids"))))
            .as(golden.path("some_ids").toString())
            .isEqualTo(golden.path("some_decoded").asText());
      }
    }
  }

  @Test
  void aFolderThatNamesNoTokenizerClassIsReadByItsModelType() {
    Map<String, byte[]> files = files();
    files.remove("tokenizer_config.json");
    files.remove("special_tokens_map.json");
    JsonNode golden = cases().get(6);
    try (Tokenizer tokenizer = tokenizer(files)) {
      assertThat(tokenizer.encode(golden.path("text").asText(), true))
          .isEqualTo(ids(golden.path("ids")));
    }
  }

  @Test
  void aVocabularyWithoutASpecialTokenIsRefusedByName() {
    Map<String, byte[]> files = files();
    files.put("vocab.json", "{\"a</w>\": 0}".getBytes(StandardCharsets.UTF_8));
    files.put("tokenizer_config.json", "{}".getBytes(StandardCharsets.UTF_8));
    files.remove("special_tokens_map.json");
    assertThatThrownBy(() -> tokenizer(files))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("in vocab.json, the tokenizer's");
  }

  @Test
  void hostileTextsAreTokenized() {
    try (Tokenizer tokenizer = tokenizer(files())) {
      for (String text : List.of(".", "DOT", "-", "'", "</s>", " ", "a.")) {
        assertThat(tokenizer.encode(text.repeat(20_000))).isNotNull();
      }
      assertThat(tokenizer.encode("\ud800")).isEqualTo(tokenizer.encode("\ufffd"));
    }
  }
}
