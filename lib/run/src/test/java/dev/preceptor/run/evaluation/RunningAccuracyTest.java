package dev.preceptor.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.testkit.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningAccuracyTest {

  /** Values of statsmodels' proportion_confint(…, method="wilson"), by hand from its formula. */
  @ParameterizedTest
  @CsvSource({
    "10, 0, 0, 0.277533",
    "10, 10, 0.722467, 1",
    "48, 17, 0.234336, 0.495609",
    "2, 1, 0.094531, 0.905469"
  })
  void theIntervalIsWilsons(int answered, int correct, double low, double high) {
    var accuracy = new RunningAccuracy(0, answered, correct, 200);
    assertThat(accuracy.low()).isCloseTo(low, within(5e-4));
    assertThat(accuracy.high()).isCloseTo(high, within(5e-4));
    assertThat(accuracy.low()).isBetween(0.0, accuracy.accuracy());
    assertThat(accuracy.high()).isBetween(accuracy.accuracy(), 1.0);
  }

  @Test
  void aQuestionCountsOnceAndANewVersionBeginsAgain() {
    var tally = new EvaluationTally();
    assertThat(tally.now()).isEmpty();
    tally.enter(Records.answer(3, 1, "a"));
    tally.enter(Records.answer(3, 1, "a"));
    tally.enter(Records.answer(3, 2, "a"));
    tally.enter(Records.answer(2, 3, "a"));
    assertThat(tally.now()).contains(new RunningAccuracy(3, 2, 2, 8));
    tally.enter(Records.answer(4, 1, "b"));
    assertThat(tally.now()).contains(new RunningAccuracy(4, 1, 1, 8));
  }
}
