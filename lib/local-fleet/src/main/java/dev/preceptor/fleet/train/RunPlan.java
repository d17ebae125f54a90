package dev.preceptor.fleet.train;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.DataFacts;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RunFolder;
import java.util.List;

/**
 * A run that has been checked and can start or resume.
 *
 * @param run its folder; does not exist yet for a new run
 * @param recipe resolved recipe, with the data set's paths even if it is still to be generated
 * @param resumed whether the run has started before
 * @param model the model that training starts from
 * @param data the question files; empty if they are generated for this run
 * @param stepsDone steps on record from earlier starts
 * @param warnings what is to be said before the run starts, a line each
 */
record RunPlan(
    RunFolder run,
    Recipe recipe,
    boolean resumed,
    ModelFacts model,
    List<DataFacts> data,
    int stepsDone,
    List<String> warnings) {

  RunPlan {
    data = List.copyOf(data);
    warnings = List.copyOf(warnings);
  }

  /** Without warnings. */
  RunPlan(
      RunFolder run,
      Recipe recipe,
      boolean resumed,
      ModelFacts model,
      List<DataFacts> data,
      int stepsDone) {
    this(run, recipe, resumed, model, data, stepsDone, List.of());
  }

  /** Whether the data set is generated for this run. */
  boolean generatesData() {
    return data.isEmpty();
  }
}
