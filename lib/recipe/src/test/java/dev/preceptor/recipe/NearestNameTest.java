package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  @Test
  void theDistanceCountsSingleCharacters() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void theFewestMistypedCharactersWin() {
    assertThat(NearestName.to("temprature", List.of("threads", "temperature", "seed")))
        .isEqualTo("temperature");
    assertThat(NearestName.to("x".repeat(1 << 20), List.of("threads"))).isEqualTo("threads");
  }

  @Property(tries = 200)
  void theDistanceIsAMetric(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b,
      @ForAll @AlphaChars @StringLength(max = 8) String c) {
    int ab = NearestName.distance(a, b);
    assertThat(ab == 0).isEqualTo(a.equals(b));
    assertThat(ab).isEqualTo(NearestName.distance(b, a));
    assertThat(NearestName.distance(a, c)).isLessThanOrEqualTo(ab + NearestName.distance(b, c));
  }
}
