package dev.preceptor.history.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

  @Test
  void equalValuesShareTheirMeanRank() {
    assertThat(RankCorrelation.ranks(List.of(3.0, 1.0, 3.0, 0.0, -0.0)))
        .containsExactly(4.5, 3, 4.5, 1.5, 1.5);
  }

  /** Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 * 4 / (5 * 24). */
  @Test
  void withoutTiesItIsSpearmansFormula() {
    assertThat(RankCorrelation.of(List.of(1., 2., 3., 4., 5.), List.of(20., 10., 40., 30., 50.)))
        .hasValueCloseTo(0.8, within(1e-15));
  }

  /**
   * Ranks 1 2.5 2.5 4 against 1 2 3 4: 4.5 / sqrt(4.5 * 5); scipy.stats.spearmanr gives the same.
   */
  @Test
  void withTiesItIsPearsonsOfTheRanks() {
    assertThat(RankCorrelation.of(List.of(1., 2., 2., 3.), List.of(1., 2., 3., 4.)))
        .hasValueCloseTo(0.9486832980505138, within(1e-15));
  }

  @Test
  void valuesWithoutAnOrderHaveNoCorrelation() {
    assertThat(RankCorrelation.of(List.of(1., 1.), List.of(1., 2.))).isEmpty();
    assertThat(RankCorrelation.of(List.of(1.), List.of(2.))).isEmpty();
    assertThat(RankCorrelation.of(List.of(), List.of())).isEmpty();
  }

  @Property
  void theCorrelationIsOneWithItselfAndMinusOneWithTheReverse(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = -9, max = 9) Double> values) {
    List<Double> negated = values.stream().map(value -> -value).toList();
    if (RankCorrelation.of(values, values).isPresent()) {
      assertThat(RankCorrelation.of(values, values)).hasValue(1);
      assertThat(RankCorrelation.of(values, negated)).hasValueCloseTo(-1.0, within(1e-12));
    } else {
      assertThat(Collections.max(values)).isEqualTo(Collections.min(values));
    }
  }

  @Property
  void theCorrelationIsWithinItsRangeAndSymmetric(
      @ForAll @Size(12) List<@DoubleRange(min = -2, max = 2) Double> some,
      @ForAll @Size(12) List<@DoubleRange(min = -2, max = 2) Double> others) {
    var correlation = RankCorrelation.of(some, others);
    correlation.ifPresent(value -> assertThat(value).isBetween(-1.0, 1.0));
    assertThat(RankCorrelation.of(others, some)).isEqualTo(correlation);
  }
}
