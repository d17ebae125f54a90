package dev.preceptor.fleet.train;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.DataFacts;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RunFolder;
import java.util.List;

/**
 * A run that has been checked and can begin or go on.
 *
 * @param run its folder; not there yet where the run is new
 * @param recipe resolved, with the data set's paths even where it is still to be drawn
 * @param resumed whether the run has begun before
 * @param model that training starts from
 * @param data the files of questions; empty where they are drawn for this run
 * @param stepsDone steps on record when it was last carried out
 */
record RunPlan(
    RunFolder run,
    Recipe recipe,
    boolean resumed,
    ModelFacts model,
    List<DataFacts> data,
    int stepsDone) {

  RunPlan {
    data = List.copyOf(data);
  }

  /** Whether the questions are drawn for this run. */
  boolean drawn() {
    return data.isEmpty();
  }
}
