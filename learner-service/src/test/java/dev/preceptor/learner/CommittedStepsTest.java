package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupSource;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommittedStepsTest {

  private static TrainingStep step(int step, String sha256, GroupSource... sources) {
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256(sha256)
        .setGroups(List.of())
        .setMetrics(Map.of())
        .setTimestampMillis(0)
        .setSources(List.of(sources))
        .build();
  }

  @Test
  void theFirstRecordOfAStepCounts() {
    CommittedSteps committed =
        new CommittedSteps(List.of(step(1, "own"), step(1, "forged")), Set.of());
    assertThat(committed.policySha256(1)).contains("own");
  }

  /** A stranger's record of the step that the learner was about to commit. */
  @Test
  void ofSeveralRecordsThatWithThePublishedWeightsIsTheRuns() {
    CommittedSteps committed =
        new CommittedSteps(List.of(step(1, "own"), step(2, "forged"), step(2, "made")), Set.of());
    assertThat(committed.oldestToSettle()).isEqualTo(2);
    assertThat(committed.isSettledBy(Map.of())).isFalse();
    committed.settle(Map.of(2, Set.of("made"), 1, Set.of("own")));
    assertThat(committed.policySha256(2)).contains("made");
    assertThat(committed.last()).isEqualTo(2);
  }

  @Test
  void aLastStepWhoseWeightsWereNotPublishedWasNotTaken() {
    CommittedSteps committed =
        new CommittedSteps(List.of(step(1, "own"), step(2, "forged")), Set.of());
    committed.settle(Map.of(1, Set.of("own")));
    assertThat(committed.last()).isEqualTo(1);
  }

  /** Or else a replay would use a record that was refused when it was ahead of the run. */
  @Test
  void aReplayTrainsOnTheRecordsThatTheStepNames() {
    CommittedSteps committed =
        new CommittedSteps(
            List.of(step(1, "own", new GroupSource(0, 1, 7L)), step(2, "older")), Set.of());
    assertThat(committed.mayBeOf(1, 0, new LogPosition(1, 7))).isTrue();
    assertThat(committed.mayBeOf(1, 0, new LogPosition(1, 3))).isFalse();
    assertThat(committed.mayBeOf(2, 0, new LogPosition(0, 0))).as("a step without names").isTrue();
    assertThat(committed.mayBeOf(3, 0, new LogPosition(0, 0))).as("a step to come").isTrue();
  }
}
