package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BioGptTokenizerFilesTest {

  private static final List<String> TEXTS =
      List.of("the lesion, the lesion", "left lesion isn't left", "abc abc", "xbc xbc", "ab ab");

  @Test
  void aTrainedVocabularyIsReadAndItsWordsAreOneTokenEach() {
    BpeVocabulary vocabulary = BpeTrainer.trainWords(TEXTS, "z", 200);
    Map<String, byte[]> files = BioGptTokenizerFiles.of(vocabulary, 64);
    try (Tokenizer tokenizer = Tokenizers.from(new MemoryModel(files, Map.of()))) {
      int[] ids = tokenizer.encode("the left lesion", true);
      assertThat(ids).hasSize(4).startsWith(2);
      assertThat(tokenizer.decode(ids)).isEqualTo("the left lesion");
      assertThat(tokenizer.size()).isEqualTo(4 + vocabulary.tokens().size());
      // unseen words are split into characters, or are unknown
      assertThat(tokenizer.encode("z", false)).doesNotContain(3).hasSize(1);
      assertThat(tokenizer.encode("Q", false)).containsExactly(3);
    }
  }

  @Test
  void aTokenIsListedOnceThoughTwoPairsMakeIt() {
    BpeVocabulary vocabulary = BpeTrainer.trainWords(TEXTS, "", 200);
    assertThat(new HashSet<>(vocabulary.tokens())).hasSize(vocabulary.tokens().size());
    assertThat(vocabulary.tokens()).contains("lesion</w>", "abc</w>", "a", "a</w>");
  }

  @Test
  void aVocabularySmallerThanTheCharactersIsRefused() {
    assertThatThrownBy(() -> BpeTrainer.trainWords(TEXTS, "", 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vocabulary size: 10 is too small");
  }
}
