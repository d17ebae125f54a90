package dev.preceptor.recipe;

import java.util.OptionalInt;

/**
 * When a run can be taken up again, and from where a worker can catch up.
 *
 * @param saveSteps {@code save_steps}: steps between checkpoints
 * @param saveTotalLimit {@code save_total_limit}: how many are kept; all where empty
 * @param policyAnchorSteps {@code policy_anchor_steps}: versions from one whole publication of the
 *     weights to the next
 * @param historySteps {@code history_steps}: steps whose records stay in the log; all where 0
 */
public record CheckpointKeys(
    int saveSteps, OptionalInt saveTotalLimit, int policyAnchorSteps, int historySteps) {

  public CheckpointKeys {
    RecipeKey.SAVE_STEPS.requireWithin(saveSteps, 1, Integer.MAX_VALUE);
    saveTotalLimit.ifPresent(
        limit -> RecipeKey.SAVE_TOTAL_LIMIT.requireWithin(limit, 1, Integer.MAX_VALUE));
    RecipeKey.POLICY_ANCHOR_STEPS.requireWithin(policyAnchorSteps, 1, Integer.MAX_VALUE);
    RecipeKey.HISTORY_STEPS.requireWithin(historySteps, 0, Integer.MAX_VALUE);
    RecipeKey.HISTORY_STEPS.require(
        historySteps == 0 || saveTotalLimit.isPresent(),
        historySteps,
        "would delete nothing, since the log keeps what the oldest checkpoint needs and all of them"
            + " are kept; set save_total_limit");
  }
}
