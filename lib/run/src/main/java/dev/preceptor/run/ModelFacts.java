package dev.preceptor.run;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.models.qwen2vl.Qwen2VlProcessor;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.TrainingPlan;

/**
 * The facts of the initial model that a run needs.
 *
 * @param sha256 hash of its weights
 * @param parameters number of parameters
 * @param publishedBytes size of one published version
 */
public record ModelFacts(String sha256, long parameters, long publishedBytes) {

  /**
   * Opens the model and checks that a run can use it.
   *
   * @throws dev.preceptor.models.InputException if it cannot
   */
  public static ModelFacts of(Recipe recipe) {
    try (var checkpoint = Checkpoint.open(recipe.modelFolder())) {
      Weights.check(Qwen2VlConfig.from(checkpoint), checkpoint);
      Qwen2VlProcessor.from(checkpoint).close();
      long parameters =
          checkpoint.tensorNames().stream()
              .mapToLong(name -> elements(checkpoint.tensor(name).shape()))
              .sum();
      int bytes = TrainingPlan.policyDtype(recipe).bytes();
      return new ModelFacts(PolicyHash.sha256(checkpoint), parameters, parameters * bytes);
    }
  }

  private static long elements(long[] shape) {
    long elements = 1;
    for (long side : shape) {
      elements *= side;
    }
    return elements;
  }
}
