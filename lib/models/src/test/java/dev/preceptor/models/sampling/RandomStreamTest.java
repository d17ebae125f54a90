package dev.preceptor.models.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

  /** Known answers of Philox4x32-10 from the Random123 distribution's kat_vectors. */
  @Test
  void theGeneratorIsPhilox() {
    assertThat(RandomStream.philox(0, 0, 0)).isEqualTo(0xe169c58d6627e8d5L);
    assertThat(RandomStream.philox(-1, -1, -1)).isEqualTo(0x41c83b0e408f276dL);
  }

  @Test
  void numbersAreUniformAndStreamsDiffer() {
    RandomStream one = new RandomStream(42, 0);
    RandomStream other = new RandomStream(42, 1);
    double[] values = IntStream.range(0, 100_000).mapToDouble(i -> one.uniform(i)).toArray();
    for (double value : values) {
      assertThat(value).isBetween(0.0, Math.nextDown(1.0));
    }
    assertThat(IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0))
        .isCloseTo(0.5, within(0.005));
    double correlation =
        IntStream.range(0, values.length)
            .mapToDouble(i -> (values[i] - 0.5) * (other.uniform(i) - 0.5))
            .average()
            .orElse(1);
    assertThat(correlation).isCloseTo(0, within(0.002));
  }
}
