package dev.preceptor.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapIntervalTest {

  @Test
  void itIsTheNormalIntervalWhereThereAreManyValues() {
    double[] values = new double[1000];
    Arrays.fill(values, 0, 300, 1);
    var interval = BootstrapInterval.ofMean(values, 7);
    double standardError = Math.sqrt(0.3 * 0.7 / 1000);
    assertThat(interval.low()).isCloseTo(0.3 - 1.96 * standardError, within(0.003));
    assertThat(interval.high()).isCloseTo(0.3 + 1.96 * standardError, within(0.003));
  }

  @Test
  void itCoversTheTrueMeanAboutAsOftenAsItSays() {
    var random = new SplittableRandom(1);
    int covered = 0;
    for (int sample = 0; sample < 200; sample++) {
      double[] values = random.doubles(60).map(x -> x < 0.4 ? 1 : 0).toArray();
      var interval = BootstrapInterval.ofMean(values, sample);
      covered += interval.low() <= 0.4 && 0.4 <= interval.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(180, 199);
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    double[] values = new SplittableRandom(3).doubles(50).toArray();
    assertThat(BootstrapInterval.ofMean(values, 5)).isEqualTo(BootstrapInterval.ofMean(values, 5));
    assertThat(BootstrapInterval.ofMean(values, 6))
        .isNotEqualTo(BootstrapInterval.ofMean(values, 5));
  }

  @Test
  void equalValuesHaveNoWidth() {
    assertThat(BootstrapInterval.ofMean(new double[] {0.5, 0.5, 0.5}, 0))
        .isEqualTo(new BootstrapInterval(0.5, 0.5));
  }
}
