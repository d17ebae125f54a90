package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
