package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run is to do. Every value is checked here; {@link RecipeReader} reads it from YAML, where
 * all keys stand on one level under the names of {@link RecipeKey}.
 *
 * @param job the command that the recipe is for
 * @param model Hugging Face directory of the weights to start from; empty only where modelInit is
 *     given
 * @param modelInit for {@link Job#SFT}: directory with config.json and a tokenizer, from which
 *     random weights are drawn
 */
public record Recipe(
    Job job,
    Optional<Path> model,
    Optional<Path> modelInit,
    DataKeys data,
    SamplingKeys sampling,
    ObjectiveKeys objective,
    OptimizerKeys optimizer,
    ScoringKeys scoring,
    FleetKeys fleet,
    EvaluationKeys evaluation,
    CheckpointKeys checkpoints,
    SupervisedKeys supervised,
    long seed,
    int maxSteps) {

  /** The recipe as YAML with every key; {@link RecipeReader} reads it back to an equal recipe. */
  public String toYaml() {
    throw new UnsupportedOperationException();
  }
}
