package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCheckTest {

  private static final int PARTITIONS = 3;

  /** A run of 5 steps that has taken 3 of them. */
  private final GroupCheck check =
      new GroupCheck(
          new RunBounds(new StepPlan(5, 1, 1), new UnitLayout(2, 1)),
          TakenSteps.upTo(3),
          2,
          PARTITIONS);

  private static int partition(String key) {
    return GroupKey.parse(key).partition(PARTITIONS);
  }

  private void refuses(String key, ScoredGroup group, String why) {
    assertThatThrownBy(() -> check.require(key, partition(key), group))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(why);
  }

  @Test
  void scoredAndFailedGroupsPass() {
    assertThatCode(() -> check.require("5-1", partition("5-1"), Fakes.group(5, 1, 0, 1)))
        .doesNotThrowAnyException();
    assertThatCode(() -> check.require("5-1", partition("5-1"), Fakes.failed(5, 1, "x")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatNoStepCanTrainOnIsRefusedByName() {
    refuses("4-1", Fakes.group(5, 1, 0, 1), "key 4-1");
    assertThatThrownBy(() -> check.require("5-1", 1 + partition("5-1"), Fakes.group(5, 1, 0, 1)))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining("the record of group 5-1 is in partition ");
    refuses("6-0", Fakes.group(6, 0, 0, 1), "steps 1 to 5");
    refuses("5-2", Fakes.group(5, 2, 0, 1), "slots 0 to 1");
    refuses("5-0", Fakes.group(5, 0, 1), "1 responses; num_generations is 2");
    refuses("5-0", Fakes.group(5, 0, 0, Double.NaN), "NaN");
    ScoredGroup empty = Fakes.group(5, 0, 0, 1);
    empty.getResponses().get(1).getResponse().setTokenIds(List.of());
    refuses("5-0", empty, "0 tokens with 2 log-probabilities");
  }

  /** With a staleness of 1, the prompts of step 5 are issued with step 3. */
  @Test
  void aGroupAheadOfTheRunIsRefusedUntilItsPromptCanHaveBeenIssued() {
    GroupCheck early = new GroupCheck(check.bounds(), TakenSteps.upTo(2), 2, PARTITIONS);
    assertThatThrownBy(() -> early.require("5-1", partition("5-1"), Fakes.group(5, 1, 0, 1)))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessage("group 5-1 is ahead of the run, which has not taken step 3 yet");
  }

  /** A group of the run that training diverged on fails; a forged one has no effect. */
  @Test
  void onlyNumbersThatAreNotFiniteFailTheGroup() {
    assertThatThrownBy(
            () -> check.require("5-0", partition("5-0"), Fakes.group(5, 0, 0, Double.NaN)))
        .isInstanceOf(UntrainableGroupException.class);
    assertThatThrownBy(() -> check.require("5-0", partition("5-0"), Fakes.group(5, 0, 1)))
        .isInstanceOf(RefusedRecordException.class);
  }
}
