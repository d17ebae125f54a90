package dev.preceptor.run.plan;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelFiles;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.RandomWeights;
import dev.preceptor.recipe.Recipe;
import java.util.function.Function;

/** The model that a recipe names: a checkpoint, or weights that are drawn from the seed. */
public final class InitialModel {

  private InitialModel() {}

  /**
   * Lends the model, whose files are open meanwhile.
   *
   * @throws dev.preceptor.models.InputException if it cannot be read
   */
  public static <T> T lend(Recipe recipe, Function<ModelSource, T> work) {
    if (recipe.model().isEmpty()) {
      return work.apply(
          RandomWeights.draw(ModelFiles.of(recipe.modelFolder()).files(), recipe.seed()));
    }
    try (Checkpoint checkpoint = Checkpoint.open(recipe.modelFolder())) {
      return work.apply(checkpoint);
    }
  }
}
