package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.image.Image;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomCheckpointTest {

  private static final Map<String, byte[]> FILES =
      Checkpoint.smallFiles(Path.of("src/test/resources/goldens/qwen2-vl"));

  private static long parameters(String published) {
    byte[] config = RandomCheckpoint.config(published).orElseThrow();
    return Architecture.of(new MemoryModel(Map.of("config.json", config), Map.of()))
        .shapes()
        .values()
        .stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }

  @Test
  void publishedModelsHaveThePublishedSizes() {
    assertThat(parameters("qwen2-vl-2b")).isEqualTo(2_208_985_600L);
    assertThat(parameters("mistral-7b")).isEqualTo(7_241_732_096L);
    assertThat(RandomCheckpoint.config("../config")).isEqualTo(Optional.empty());
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedDifferentOnes() {
    MemoryModel one = RandomCheckpoint.draw(FILES, 1);
    assertThat(one.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.BF16);
    assertThat(PolicyHash.sha256(RandomCheckpoint.draw(FILES, 1)))
        .isEqualTo(PolicyHash.sha256(one));
    assertThat(PolicyHash.sha256(RandomCheckpoint.draw(FILES, 2)))
        .isNotEqualTo(PolicyHash.sha256(one));
  }

  /**
   * A stand-in's tokenizer with each published configuration: as many image tokens as published.
   */
  @ParameterizedTest
  @CsvSource({
    "qwen2-vl-2b, phantom-init, 16",
    "qwen2.5-vl-3b, phantom-init, 16",
    "llava-1.5-7b, phantom-llava, 576",
    "llama-3.2-11b-vision, phantom-llama32, 1"
  })
  void aPublishedShapeCanBeAskedWithTheTokenizerOfAStandIn(
      String published, String standIn, int imageTokens) {
    Map<String, byte[]> files =
        BorrowedTokenizer.fit(
            RandomCheckpoint.config(published).orElseThrow(),
            Checkpoint.smallFiles(Path.of("../../recipes").resolve(standIn)));
    MemoryModel model = new MemoryModel(files, Map.of());
    Architecture architecture = Architecture.of(model);
    try (Processor processor = architecture.processor(model)) {
      Image image = processor.images().fit(new Image(120, 120, new byte[3 * 120 * 120]));
      TokenizedPrompt prompt =
          processor.prompt(processor.chatText("Which organ?", true), Optional.of(image));
      assertThat(architecture.imageTokens(prompt.image().orElseThrow().grid()))
          .isEqualTo(imageTokens);
      assertThat(architecture.eosTokenIds()).allMatch(id -> id < processor.tokenizer().size());
    }
    assertThat(architecture.shapes())
        .hasSameSizeAs(
            Architecture.of(
                    new MemoryModel(
                        Map.of("config.json", RandomCheckpoint.config(published).orElseThrow()),
                        Map.of()))
                .shapes());
  }
}
