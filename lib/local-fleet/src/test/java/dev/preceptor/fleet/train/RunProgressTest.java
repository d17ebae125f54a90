package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.Summary;
import dev.preceptor.testkit.Records;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  @Test
  void aRunEndsOnlyWhenItsLastWeightsAreEvaluated() {
    var progress = new RunProgress(2);
    progress.evaluation(Records.evaluation(0, 0.25));
    progress.step(Records.step(1, 0.1, 4));
    assertThat(progress.finished()).isFalse();
    progress.step(Records.step(2, 0.2, 4));
    assertThat(progress.finished()).isFalse();
    assertThat(progress.onlyEvaluating()).isTrue();
    progress.evaluation(Records.evaluation(2, 0.5));
    assertThat(progress.finished()).isTrue();
  }

  @Test
  void missingMeasurementsAreNull() {
    var progress = new RunProgress(1);
    progress.step(Records.step(1, 0.1, 4));
    var summary = progress.summary("mine", 1, Optional.empty());
    assertThat(summary.accuracyBefore()).isNull();
    assertThat(summary.secondsToFirstReward()).isNull();
  }

  @Test
  void theSummaryComparesTheFirstAndTheLastTenthOfTheSteps() {
    var progress = new RunProgress(30);
    for (int step = 30; step >= 1; step--) {
      progress.step(Records.step(step, step, 4));
    }
    progress.evaluation(Records.evaluation(30, 0.6));
    progress.evaluation(Records.evaluation(0, 0.3));
    progress.evaluation(Records.evaluation(15, 0.4));
    assertThat(progress.summary("mine", 12.5, Optional.of(3.0)))
        .isEqualTo(new Summary("mine", 30, "sha-of-30", 12.5, 3.0, 2.0, 29.0, 0.3, 0.6));
  }

  @Test
  void aStepWithoutRewardIsLeftOutOfTheMean() {
    var progress = new RunProgress(1);
    progress.step(Records.step(1, Double.NaN, 4));
    assertThat(progress.summary("mine", 1, Optional.empty()).rewardFirst()).isNull();
  }
}
