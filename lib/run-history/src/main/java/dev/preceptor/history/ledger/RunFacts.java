package dev.preceptor.history.ledger;

import dev.preceptor.recipe.FailedGroups;
import dev.preceptor.recipe.Recipe;
import java.util.Optional;

/**
 * The facts that a ledger is checked against.
 *
 * @param promptsPerStep number of groups in a step
 * @param fillIn whether each failed group gets a spare: its slot plus {@code promptsPerStep}
 * @param historySteps number of steps whose group records the recipe keeps; 0 for all
 * @param end the end of the run from its summary; empty while it is running or interrupted
 * @param atRest whether no process writes to the log
 */
public record RunFacts(
    int promptsPerStep, boolean fillIn, int historySteps, Optional<End> end, boolean atRest) {

  /** The facts of a recipe and its run. */
  public static RunFacts of(Recipe recipe, Optional<End> end, boolean atRest) {
    return new RunFacts(
        recipe.sampling().promptsPerStep(),
        recipe.sampling().failedGroups() == FailedGroups.FILL_IN,
        recipe.checkpoints().historySteps(),
        end,
        atRest);
  }

  /**
   * The end of a run, from its summary.
   *
   * @param steps number of steps taken
   * @param policySha256 hash of the final weights
   */
  public record End(int steps, String policySha256) {}
}
