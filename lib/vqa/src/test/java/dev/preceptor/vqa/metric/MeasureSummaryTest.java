package dev.preceptor.vqa.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureSummaryTest {

  @Test
  void whatCouldNotBeMeasuredIsLeftOutAndNotZero() {
    var summary =
        MeasureSummary.of(
            List.of(Measure.of(1), Measure.none("no thinking text"), Measure.of(2), Measure.of(6)));
    assertThat(summary.n()).isEqualTo(3);
    assertThat(summary.mean()).hasValue(3);
    assertThat(summary.std().getAsDouble()).isCloseTo(Math.sqrt(7), within(1e-12));
  }

  @Test
  void nothingMeasuredHasNoMean() {
    var summary = MeasureSummary.of(List.of(Measure.none("no thinking text")));
    assertThat(summary.n()).isZero();
    assertThat(summary.mean()).isEmpty();
    assertThat(summary.std()).isEmpty();
  }
}
