package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.UnreadableRecordException;
import org.junit.jupiter.api.Test;

class PromptCheckTest {

  private static final UnitLayout LAYOUT = new UnitLayout(5, 2);
  private static final StepPlan PLAN = new StepPlan(8, 1, 1);

  private final PromptCheck check = check(LAYOUT);

  /** A run that has taken 5 of its steps. */
  private static PromptCheck check(UnitLayout layout) {
    return new PromptCheck(new RunBounds(PLAN, layout), TakenSteps.upTo(5), 2);
  }

  private void refuses(String key, Prompt prompt, String why) {
    assertThatThrownBy(() -> check.require(key, prompt.getUnit() % 2, prompt))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(why);
  }

  @Test
  void promptsOfTheRunPassAndSpareOnesWhereTheRecipeHasThem() {
    assertThatCode(() -> check.require("3-4", 0, Prompts.prompt(LAYOUT, 3, 4, 1)))
        .doesNotThrowAnyException();
    UnitLayout filling = new UnitLayout(5, 2, true);
    Prompt spare = Prompts.prompt(filling, 3, 9, 1);
    assertThatCode(() -> check(filling).require("3-9", spare.getUnit() % 2, spare))
        .doesNotThrowAnyException();
    refuses("3-9", spare, "group 3-9: the run has steps 1 to 8 with slots 0 to 4");
  }

  @Test
  void whatNoWorkerCouldEverAnswerIsRefusedByName() {
    refuses("3-3", Prompts.prompt(LAYOUT, 3, 4, 1), "key 3-3");
    refuses("9-0", Prompts.prompt(LAYOUT, 9, 0, 7), "steps 1 to 8");
    refuses(
        "8-0",
        Prompts.prompt(LAYOUT, 8, 0, 6),
        "group 8-0 is ahead of the run, which has not taken step 6 yet");
    assertThatThrownBy(() -> check.require("3-4", 1, Prompts.prompt(LAYOUT, 3, 4, 1)))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining("group 3-4 is in partition 1; the run writes it to partition 0");
    refuses("3-4", Prompts.prompt(LAYOUT, 3, 4, 2), "asks for policy version 2, its step for 1");
    refuses(
        "1-0",
        Prompt.newBuilder(Prompts.prompt(LAYOUT, 1, 0, 0)).setUnitSize(3).build(),
        "units of 2 out of 5");
    refuses(
        "1-0",
        Prompt.newBuilder(Prompts.prompt(LAYOUT, 1, 0, 0)).setUnit(-2).build(),
        "unit -2 of 2");
  }
}
