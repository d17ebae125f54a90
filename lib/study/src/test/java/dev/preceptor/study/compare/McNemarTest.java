package dev.preceptor.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {

  /** scipy.stats.binomtest(gained, gained + lost).pvalue, SciPy 1.15. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "5, 5, 1",
    "9, 1, 0.021484375",
    "1, 9, 0.021484375",
    "10, 0, 0.001953125",
    "3, 4, 1",
    "30, 12, 0.007915897334896727",
  })
  void thePValueIsThatOfAnEvenBinomial(int gained, int lost, double expected) {
    assertThat(McNemar.pValue(gained, lost)).isCloseTo(expected, within(1e-8));
  }
}
