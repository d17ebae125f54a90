package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run is to do. Every value is checked here; {@link RecipeReader} reads it from YAML, where
 * all keys stand on one level under the names of {@link RecipeKey}. Keys that mean nothing to the
 * job have their defaults.
 *
 * @param job the command that the recipe is for
 * @param model Hugging Face directory of the weights to start from; empty only where modelInit is
 *     given
 * @param modelInit for {@link Job#SFT}: directory with config.json and a tokenizer, from which
 *     random weights are drawn
 * @param seed of everything random
 * @param maxSteps optimizer steps; for {@link Job#SFT} 0 leaves it to num_train_epochs
 */
public record Recipe(
    Job job,
    Optional<Path> model,
    Optional<Path> modelInit,
    DataKeys data,
    long seed,
    int maxSteps,
    SamplingKeys sampling,
    ObjectiveKeys objective,
    OptimizerKeys optimizer,
    ScoringKeys scoring,
    FleetKeys fleet,
    EvaluationKeys evaluation,
    CheckpointKeys checkpoints,
    SupervisedKeys supervised) {
  private static final int MAX_STEPS_BOUND = 10_000_000;

  public Recipe {
    if (job == Job.TRAIN) {
      checkTraining(model, data, sampling, optimizer);
    } else {
      checkSupervised(model, modelInit);
    }
    RecipeKey.MAX_STEPS.requireWithin(maxSteps, job == Job.TRAIN ? 1 : 0, MAX_STEPS_BOUND);
  }

  private static void checkTraining(
      Optional<Path> model, DataKeys data, SamplingKeys sampling, OptimizerKeys optimizer) {
    if (model.isEmpty()) {
      throw new RecipeException("model", "is missing; name a Hugging Face directory");
    }
    if (data.promptTemplate() == PromptStyle.JUDGE) {
      throw new RecipeException(
          RecipeKey.PROMPT_TEMPLATE.key(), "judge is for supervised fine-tuning; use chat or base");
    }
    int accumulation = optimizer.gradientAccumulationSteps();
    RecipeKey.GRADIENT_ACCUMULATION_STEPS.require(
        sampling.promptsPerStep() % accumulation == 0,
        accumulation,
        "does not divide prompts_per_step "
            + sampling.promptsPerStep()
            + "; use a divisor, so that every backward pass has as many groups");
  }

  private static void checkSupervised(Optional<Path> model, Optional<Path> modelInit) {
    if (model.isEmpty() && modelInit.isEmpty()) {
      throw new RecipeException(
          "model",
          "is missing; name a Hugging Face directory, or as model_init one to draw random weights"
              + " for");
    }
    if (model.isPresent() && modelInit.isPresent()) {
      throw new RecipeException(
          "model_init",
          modelInit.get() + " contradicts model " + model.get() + "; keep one of them");
    }
  }

  /** Where configuration and tokenizer lie: model, or modelInit without one. */
  public Path modelFolder() {
    return model.or(() -> modelInit).orElseThrow();
  }

  /** The same recipe with other questions, such as those just drawn. */
  public Recipe withData(Path trainCsv, Path testCsv, Path images) {
    return withFiles(trainCsv, testCsv, Optional.of(images));
  }

  /** The same recipe with other statements, which have no images. */
  public Recipe withStatements(Path trainCsv, Path testCsv) {
    return withFiles(trainCsv, testCsv, Optional.empty());
  }

  private Recipe withFiles(Path trainCsv, Path testCsv, Optional<Path> images) {
    DataKeys given =
        new DataKeys(
            Optional.of(trainCsv),
            Optional.of(testCsv),
            images,
            data.phantom(),
            data.promptTemplate());
    return new Recipe(
        job,
        model,
        modelInit,
        given,
        seed,
        maxSteps,
        sampling,
        objective,
        optimizer,
        scoring,
        fleet,
        evaluation,
        checkpoints,
        supervised);
  }

  /**
   * The recipe as YAML with every key that means something to the job; {@link RecipeReader#parse}
   * reads it back to an equal recipe.
   */
  public String toYaml() {
    return RecipeWriter.write(this);
  }
}
