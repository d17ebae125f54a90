package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.UnreadableRecordException;
import org.junit.jupiter.api.Test;

class PromptCheckTest {

  private static final UnitLayout LAYOUT = new UnitLayout(5, 2);
  private static final StepPlan PLAN = new StepPlan(8, 1, 1);

  private final PromptCheck check = new PromptCheck(LAYOUT, PLAN);

  private void refuses(String key, Prompt prompt, String why) {
    assertThatThrownBy(() -> check.require(key, prompt))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(why);
  }

  @Test
  void promptsOfTheRunPassAndSpareOnesWhereTheRecipeHasThem() {
    assertThatCode(() -> check.require("3-4", Prompts.prompt(LAYOUT, 3, 4, 1)))
        .doesNotThrowAnyException();
    UnitLayout filling = new UnitLayout(5, 2, true);
    Prompt spare = Prompts.prompt(filling, 3, 9, 1);
    assertThatCode(() -> new PromptCheck(filling, PLAN).require("3-9", spare))
        .doesNotThrowAnyException();
    refuses("3-9", spare, "prompt 3-9");
  }

  @Test
  void whatNoWorkerCouldEverAnswerIsRefusedByName() {
    refuses("3-3", Prompts.prompt(LAYOUT, 3, 4, 1), "key 3-3");
    refuses("9-0", Prompts.prompt(LAYOUT, 9, 0, 7), "8 steps");
    refuses("3-4", Prompts.prompt(LAYOUT, 3, 4, 2), "asks for policy version 2, its step for 1");
    refuses(
        "1-0",
        Prompt.newBuilder(Prompts.prompt(LAYOUT, 1, 0, 0)).setUnitSize(3).build(),
        "units of 2 out of 5");
    refuses(
        "1-0",
        Prompt.newBuilder(Prompts.prompt(LAYOUT, 1, 0, 0)).setUnit(-1).build(),
        "unit -1 of 2");
  }
}
