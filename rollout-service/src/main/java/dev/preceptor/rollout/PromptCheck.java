package dev.preceptor.rollout;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.UnreadableRecordException;

/**
 * What a prompt must be like to be answered. One that waited for a unit or a policy version that
 * never comes would hold up its step for ever.
 *
 * @param layout the slots and units of a step
 * @param plan the steps and the policy versions that they pin
 */
record PromptCheck(UnitLayout layout, StepPlan plan) {

  PromptCheck(Recipe recipe) {
    this(UnitLayout.of(recipe), StepPlan.of(recipe));
  }

  /**
   * Checks a prompt.
   *
   * @param key its record's
   * @throws UnreadableRecordException if it cannot be answered
   */
  void require(String key, Prompt prompt) {
    GroupKey.require(key, prompt.getStep(), prompt.getSlot());
    if (prompt.getStep() > plan.maxSteps()
        || !layout.has(prompt.getSlot())
        || prompt.getUnit() != layout.unitOf(prompt.getSlot())
        || prompt.getUnitSize() != layout.sizeOf(prompt.getUnit())) {
      throw new UnreadableRecordException(
          "prompt %s, unit %d of %d: the recipe makes %d steps with units of %d out of %d prompts"
              .formatted(
                  key,
                  prompt.getUnit(),
                  prompt.getUnitSize(),
                  plan.maxSteps(),
                  layout.samplingUnit(),
                  layout.promptsPerStep()));
    }
    int pinned = plan.pinnedVersion(prompt.getStep());
    if (prompt.getPolicyVersion() != pinned) {
      throw new UnreadableRecordException(
          "prompt %s asks for policy version %d, its step for %d"
              .formatted(key, prompt.getPolicyVersion(), pinned));
    }
  }
}
