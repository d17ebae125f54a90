package dev.preceptor.models.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.models.algorithm.DpoLoss.Sums;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DpoLossTest {

  /** -(1 - s) log σ(z) - s log σ(-z), written out where nothing overflows. */
  @ParameterizedTest
  @CsvSource({"0.1, 0, -30, -29, -31, -28", "0.5, 0.2, -3, -5, -9, -4", "0.3, 0.5, -1, -1, -1, -1"})
  void theLossIsThePapersEquationAndTheSlopeItsDerivative(
      double beta, double smoothing, double pc, double rc, double pr, double rr) {
    DpoLoss dpo = new DpoLoss(beta, smoothing);
    double z = beta * ((pc - rc) - (pr - rr));
    double expected =
        (1 - smoothing) * Math.log(1 + Math.exp(-z)) + smoothing * Math.log(1 + Math.exp(z));
    Sums rejected = new Sums(pr, rr);
    assertThat(dpo.loss(new Sums(pc, rc), rejected)).isCloseTo(expected, within(1e-12));
    double h = 1e-5;
    double derivative =
        (dpo.loss(new Sums(pc + h, rc), rejected) - dpo.loss(new Sums(pc - h, rc), rejected))
            / (2 * h);
    assertThat(dpo.slope(new Sums(pc, rc), rejected)).isCloseTo(derivative, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"-100000, 10000", "100000, 0"})
  void aLargeMarginDoesNotOverflow(double gain, double loss) {
    DpoLoss dpo = new DpoLoss(0.1, 0);
    assertThat(dpo.loss(new Sums(gain, 0), new Sums(0, 0))).isCloseTo(loss, within(1e-9));
  }
}
