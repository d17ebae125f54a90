package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.text.BpeVocabulary.Merge;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

  @Test
  void theMostFrequentPairIsMergedFirstAndTiesAlphabetically() {
    BpeVocabulary vocabulary = BpeTrainer.train(List.of("xy xy xy", "ab ab"), 1000);

    assertThat(vocabulary.merges())
        .containsExactly(new Merge("x", "y"), new Merge("a", "b"), new Merge("Ġ", "xy"));
  }

  @Test
  void everyTokenIsAByteOrAMerge() {
    BpeVocabulary vocabulary = BpeTrainer.train(List.of("the lesion, the lesion é é"), 300);

    assertThat(new HashSet<>(vocabulary.tokens())).hasSize(vocabulary.tokens().size());
    assertThat(vocabulary.tokens()).hasSize(256 + vocabulary.merges().size()).contains("Ġlesion");
    assertThat(vocabulary.tokens().subList(256, vocabulary.tokens().size()))
        .containsExactlyElementsOf(
            vocabulary.merges().stream().map(merge -> merge.left() + merge.right()).toList());
  }

  @Test
  void aVocabularySmallerThanTheBytesIsRefused() {
    assertThatThrownBy(() -> BpeTrainer.train(List.of("a"), 255))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("255");
  }

  @Test
  void specialTokensFollowTheVocabulary() throws Exception {
    BpeVocabulary vocabulary = BpeTrainer.train(List.of("a lesion a lesion"), 300);
    Map<String, byte[]> files = Qwen2TokenizerFiles.of(vocabulary);
    JsonNode tokenizer = new ObjectMapper().readTree(files.get("tokenizer.json"));
    JsonNode added = tokenizer.get("added_tokens");

    assertThat(files)
        .containsOnlyKeys(
            "vocab.json",
            "merges.txt",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.jinja");
    assertThat(added.get(0).get("content").asText()).isEqualTo("<|endoftext|>");
    assertThat(added.get(0).get("id").asInt()).isEqualTo(vocabulary.tokens().size());
    assertThat(tokenizer.get("model").get("vocab").size()).isEqualTo(vocabulary.tokens().size());
  }
}
