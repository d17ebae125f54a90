package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  @Test
  void theFewestMistypedCharactersWin() {
    assertThat(NearestName.to("temprature", List.of("threads", "temperature", "seed")))
        .isEqualTo("temperature");
    assertThat(NearestName.to("x".repeat(1 << 20), List.of("threads"))).isEqualTo("threads");
  }
}
