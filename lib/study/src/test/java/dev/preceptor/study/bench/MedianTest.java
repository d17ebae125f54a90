package dev.preceptor.study.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTest {

  @Test
  void theMedianIsTheMiddleValueOrTheMeanOfTheMiddleTwo() {
    assertThat(Median.of(9, 1, 5)).isEqualTo(5);
    assertThat(Median.of(9, 1, 5, 6)).isEqualTo(5.5);
    assertThat(Median.of(7)).isEqualTo(7);
  }
}
