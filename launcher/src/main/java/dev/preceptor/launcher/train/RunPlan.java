package dev.preceptor.launcher.train;

import dev.preceptor.launcher.run.RunFolder;
import dev.preceptor.recipe.Recipe;

/**
 * A run that has been checked and can begin or go on.
 *
 * @param run its folder; not there yet where the run is new
 * @param recipe resolved, with the data set's paths even where it is still to be drawn
 * @param resumed whether the run has begun before
 * @param model that training starts from
 * @param stepsDone steps on record when it was last carried out
 */
record RunPlan(RunFolder run, Recipe recipe, boolean resumed, ModelFacts model, int stepsDone) {

  /** Whether the questions are drawn for this run. */
  boolean drawn() {
    return recipe.data().phantom().isPresent()
        && recipe.data().trainCsv().filter(csv -> csv.startsWith(run.data())).isPresent();
  }
}
