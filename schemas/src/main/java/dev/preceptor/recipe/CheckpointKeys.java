package dev.preceptor.recipe;

import java.util.OptionalInt;

/**
 * When a run can be taken up again.
 *
 * @param saveSteps {@code save_steps}: steps between checkpoints
 * @param saveTotalLimit {@code save_total_limit}: how many are kept; all where empty
 */
public record CheckpointKeys(int saveSteps, OptionalInt saveTotalLimit) {

  public CheckpointKeys {
    RecipeKey.SAVE_STEPS.requireWithin(saveSteps, 1, Integer.MAX_VALUE);
    saveTotalLimit.ifPresent(
        limit -> RecipeKey.SAVE_TOTAL_LIMIT.requireWithin(limit, 1, Integer.MAX_VALUE));
  }
}
