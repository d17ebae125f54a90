package dev.preceptor.run.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RunBoundsTest {

  private static final int STEPS = 12;
  private static final int SLOTS = 4;

  private static RunBounds bounds(int staleness) {
    return new RunBounds(new StepPlan(STEPS, staleness, 1), new UnitLayout(SLOTS, 2));
  }

  private static void refuses(Runnable check, String why) {
    assertThatThrownBy(check::run).isInstanceOf(RefusedRecordException.class).hasMessage(why);
  }

  @Test
  void whatTheRecipeDoesNotHaveIsRefusedByName() {
    TakenSteps all = TakenSteps.upTo(STEPS);
    refuses(
        () -> bounds(0).requireIssued(new GroupKey(500, 0), all),
        "group 500-0: the run has steps 1 to 12 with slots 0 to 3");
    refuses(
        () -> bounds(0).requireIssued(new GroupKey(1, 4), all),
        "group 1-4: the run has steps 1 to 12 with slots 0 to 3");
    refuses(
        () -> bounds(0).requireVersion(Integer.MAX_VALUE, all),
        "policy version 2147483647: the run has versions 0 to 12");
    refuses(
        () -> bounds(0).requireVersion(-1, all), "policy version -1: the run has versions 0 to 12");
    refuses(() -> bounds(0).requireStep(0), "step 0: the run has steps 1 to 12");
    refuses(() -> bounds(0).requireStep(13), "step 13: the run has steps 1 to 12");
  }

  /** With staleness η, the transaction of step s issues the prompts of step s+1+η. */
  @Property
  void exactlyTheGroupsWhosePromptsCanBeIssuedAreInBounds(
      @ForAll @IntRange(max = 3) int staleness,
      @ForAll @IntRange(max = STEPS) int taken,
      @ForAll @IntRange(min = 1, max = 20) int step,
      @ForAll @IntRange(max = 5) int slot) {
    RunBounds bounds = bounds(staleness);
    boolean exists = step <= Math.min(STEPS, taken + 1 + staleness) && slot < SLOTS;
    Runnable check = () -> bounds.requireIssued(new GroupKey(step, slot), TakenSteps.upTo(taken));
    if (exists) {
      assertThatCode(check::run).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(check::run).isInstanceOf(RefusedRecordException.class);
    }
  }

  private static TrainingStep step(int step, String sha256) {
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256(sha256)
        .setGroups(List.of())
        .setMetrics(Map.of())
        .setTimestampMillis(0)
        .build();
  }

  @Test
  void stepsCountOneAfterTheOtherAndWeightsNeedTheHashOfTheirStep() {
    StepRecords records = new StepRecords(bounds(0));
    assertThat(records.enter("1", step(1, "aa"))).isTrue();
    refuses(
        () -> records.enter("11", step(11, "bb")),
        "step 11 is ahead of the run, which has not taken step 10 yet");
    refuses(() -> records.enter("2", step(3, "bb")), "the record of step 3 has the key '2'");
    TrainingStep skipping = TrainingStep.newBuilder(step(2, "bb")).setPolicyVersion(3).build();
    refuses(
        () -> records.enter("2", skipping),
        "step 2 claims to have made policy version 3 with SHA-256 'bb'");
    assertThatThrownBy(() -> records.enter("2", step(2, "b".repeat(65))))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageStartingWith("step 2 claims to have made policy version 2 with SHA-256 'bbb");
    assertThat(records.enter("1", step(1, "cc"))).as("a second record").isFalse();
    assertThat(records.enter("2", step(2, "dd"))).isTrue();
    assertThat(records.last()).isEqualTo(2);

    RunBounds bounds = bounds(0);
    assertThat(bounds.hasWeights(0, "anything", records)).isTrue();
    assertThat(bounds.hasWeights(2, "dd", records)).isTrue();
    assertThat(bounds.hasWeights(1, "aa", records)).isTrue();
    refuses(
        () -> bounds.requireWeights(2, "aa", records),
        "policy version 2 announces SHA-256 'aa', which step 2 did not record");
    refuses(
        () -> bounds.requireWeights(3, "ee", records),
        "policy version 3 is ahead of the run, which has not taken step 3 yet");
  }

  @Test
  void anEvaluationNeedsItsKeyAndTheHashOfItsStep() {
    StepRecords records = new StepRecords(bounds(0));
    records.enter("1", step(1, "aa"));
    RunBounds bounds = bounds(0);

    bounds.requireEvaluation("1", evaluation(1, "aa"), records);
    bounds.requireEvaluation("0", evaluation(0, null), records);
    refuses(
        () -> bounds.requireEvaluation("0", evaluation(1, "aa"), records),
        "the evaluation of version 1 has the key '0'");
    refuses(
        () -> bounds.requireEvaluation("1", evaluation(1, "bb"), records),
        "policy version 1 announces SHA-256 'bb', which step 1 did not record");
    refuses(
        () -> bounds.requireEvaluation("1", evaluation(1, null), records),
        "policy version 1 announces SHA-256 '', which step 1 did not record");
    refuses(
        () -> bounds.requireEvaluation("2", evaluation(2, "aa"), records),
        "policy version 2 is ahead of the run, which has not taken step 2 yet");
  }

  private static Evaluation evaluation(int version, String sha256) {
    return Evaluation.newBuilder()
        .setPolicyVersion(version)
        .setMetrics(Map.of())
        .setResults(List.of())
        .setTimestampMillis(0)
        .setPolicySha256(sha256)
        .build();
  }
}
