package dev.preceptor.history.ledger;

import dev.preceptor.recipe.FailedGroups;
import dev.preceptor.recipe.Recipe;
import java.util.Optional;

/**
 * What a ledger is held against.
 *
 * @param promptsPerStep how many groups a step has
 * @param fillIn whether each group that failed has a spare: the slot that many behind its own
 * @param historySteps how many steps' records of groups the recipe keeps; 0 for all
 * @param end what the run says of its end; empty while it is under way or interrupted
 * @param atRest whether nobody writes to the log
 */
public record RunFacts(
    int promptsPerStep, boolean fillIn, int historySteps, Optional<End> end, boolean atRest) {

  /** What a recipe and its run say. */
  public static RunFacts of(Recipe recipe, Optional<End> end, boolean atRest) {
    return new RunFacts(
        recipe.sampling().promptsPerStep(),
        recipe.sampling().failedGroups() == FailedGroups.FILL_IN,
        recipe.checkpoints().historySteps(),
        end,
        atRest);
  }

  /**
   * What a run says of its end.
   *
   * @param steps that it took
   * @param policySha256 of the weights after them
   */
  public record End(int steps, String policySha256) {}
}
