package dev.preceptor.run;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.FilesHash;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Weights;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.TrainingPlan;
import java.util.List;
import java.util.Optional;

/**
 * The facts of the initial model that a run needs.
 *
 * @param sha256 hash of its weights
 * @param filesSha256 hash of its other files
 * @param parameters number of parameters
 * @param publishedBytes size of one published version
 * @param unused names of tensors that the model does not need
 */
public record ModelFacts(
    String sha256, String filesSha256, long parameters, long publishedBytes, List<String> unused) {

  public ModelFacts {
    unused = List.copyOf(unused);
  }

  /** A message about tensors that the model does not need; empty if there are none. */
  public static Optional<String> unusedText(List<String> unused) {
    return unused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "model: %,d tensors are not used, the first is %s"
                .formatted(unused.size(), unused.get(0)));
  }

  /**
   * Opens the model and checks that a run can use it.
   *
   * @throws dev.preceptor.models.InputException if it cannot
   */
  public static ModelFacts of(Recipe recipe) {
    try (var checkpoint = Checkpoint.open(recipe.modelFolder())) {
      var architecture = Architecture.of(checkpoint);
      architecture.requireTrainable();
      TrainingPlan.requireTargets(recipe, checkpoint);
      try (var processor = architecture.processor(checkpoint)) {
        PromptPlan.of(recipe).prompts(processor);
      }
      Weights.check(architecture, checkpoint);
      long parameters =
          architecture.shapes().values().stream().mapToLong(ModelFacts::elements).sum();
      int bytes = TrainingPlan.policyDtype(recipe).bytes();
      return new ModelFacts(
          PolicyHash.sha256(checkpoint),
          FilesHash.sha256(checkpoint),
          parameters,
          parameters * bytes,
          Weights.unused(architecture, checkpoint));
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
