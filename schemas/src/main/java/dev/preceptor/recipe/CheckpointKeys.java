package dev.preceptor.recipe;

import java.util.OptionalInt;

/**
 * When a run can be taken up again, and from where a worker can catch up.
 *
 * @param saveSteps {@code save_steps}: steps between checkpoints
 * @param saveTotalLimit {@code save_total_limit}: how many are kept; all where empty
 * @param policyAnchorSteps {@code policy_anchor_steps}: versions from one whole publication of the
 *     weights to the next
 */
public record CheckpointKeys(int saveSteps, OptionalInt saveTotalLimit, int policyAnchorSteps) {

  public CheckpointKeys {
    RecipeKey.SAVE_STEPS.requireWithin(saveSteps, 1, Integer.MAX_VALUE);
    saveTotalLimit.ifPresent(
        limit -> RecipeKey.SAVE_TOTAL_LIMIT.requireWithin(limit, 1, Integer.MAX_VALUE));
    RecipeKey.POLICY_ANCHOR_STEPS.requireWithin(policyAnchorSteps, 1, Integer.MAX_VALUE);
  }
}
