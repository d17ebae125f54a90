package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.EffectSummary;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.Records;
import dev.preceptor.testkit.TestRecipes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  @Test
  void aRunEndsOnlyWhenItsLastWeightsAreEvaluated() {
    var progress = new RunProgress(TestRecipes.drawn("max_steps: 2"));
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
    var progress = new RunProgress(TestRecipes.drawn("max_steps: 1"));
    progress.step(Records.step(1, 0.1, 4));
    var summary = progress.summary("mine", 1, Optional.empty());
    assertThat(summary.accuracyBefore()).isNull();
    assertThat(summary.secondsToFirstReward()).isNull();
  }

  @Test
  void theSummaryComparesTheFirstAndTheLastTenthOfTheSteps() {
    var progress = new RunProgress(TestRecipes.drawn("max_steps: 30"));
    for (int step = 30; step >= 1; step--) {
      progress.step(Records.step(step, step, 4));
    }
    progress.evaluation(Records.evaluation(30, 0.6));
    progress.evaluation(Records.evaluation(0, 0.3));
    progress.evaluation(Records.evaluation(15, 0.4));
    assertThat(progress.summary("mine", 12.5, Optional.of(3.0)))
        .isEqualTo(
            new Summary(
                "mine",
                30,
                "sha-of-30",
                12.5,
                3.0,
                2.0,
                29.0,
                0.3,
                0.6,
                new EffectSummary(120L, 0L, 0L, null, 0, List.of(), true)));
  }

  @Test
  void theSummaryOfARunThatTrainedOnNothingSaysSoAndFailsTheCommand() {
    var progress = new RunProgress(TestRecipes.drawn("max_steps: 1"));
    progress.step(
        TrainingStep.newBuilder(Records.step(1, Double.NaN, 0))
            .setGroups(List.of(new GroupOutcome(0, Outcome.failed, "no image")))
            .build());
    var summary = progress.summary("mine", 1, Optional.empty());
    assertThat(summary.groupsFailed()).isEqualTo(1);
    assertThat(summary.firstFailure()).isEqualTo("1-0: no image");
    assertThat(summary.ok()).isFalse();
    assertThatThrownBy(summary::requireEffect)
        .isInstanceOf(RunFailedException.class)
        .hasMessageStartingWith("the run trained on nothing: of 1 groups 1 failed");
    assertThat(SummaryText.of(summary, new RunFolder(Path.of("runs"), "mine")))
        .contains("groups         0 trained, 0 skipped, 1 failed")
        .contains("no effect      the run trained on nothing");
  }

  @Test
  void aStepWithoutRewardIsLeftOutOfTheMean() {
    var progress = new RunProgress(TestRecipes.drawn("max_steps: 1"));
    progress.step(Records.step(1, Double.NaN, 4));
    assertThat(progress.summary("mine", 1, Optional.empty()).rewardFirst()).isNull();
  }
}
