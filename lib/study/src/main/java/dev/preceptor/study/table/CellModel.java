package dev.preceptor.study.table;

import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.ComputePlan;
import dev.preceptor.run.plan.InitialModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The model that a cell evaluates.
 *
 * @param recipe of the cell
 * @param checkpoint of the last step of its training; empty for a model that is not trained
 */
record CellModel(Recipe recipe, Optional<Path> checkpoint) {

  /**
   * Lends the model.
   *
   * @throws dev.preceptor.models.InputException if it cannot be loaded
   */
  <T> T lend(Function<LanguageModel, T> work) {
    Torch.threads(recipe.fleet().threads());
    if (checkpoint.isPresent() && !recipe.adapter().usePeft()) {
      try (Checkpoint trained = Checkpoint.open(checkpoint.get())) {
        return lend(trained, work);
      }
    }
    return InitialModel.lend(
        recipe,
        base ->
            lend(checkpoint.<ModelSource>map(a -> AdaptedModel.open(base, a)).orElse(base), work));
  }

  private <T> T lend(ModelSource source, Function<LanguageModel, T> work) {
    try (LanguageModel model = LanguageModel.load(source, ComputePlan.of(recipe))) {
      return work.apply(model);
    }
  }
}
