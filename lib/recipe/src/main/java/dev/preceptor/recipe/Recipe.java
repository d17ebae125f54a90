package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run is to do. Every value is checked here; {@link RecipeReader} reads it from YAML, where
 * all keys stand on one level, each declared by the {@link Key} on its record component. Keys that
 * mean nothing to the job have their defaults.
 *
 * @param job the command that the recipe is for
 */
public record Recipe(
    @JacksonInject(useInput = OptBoolean.FALSE) Job job,
    @Meaning(
            "Model folder in the Hugging Face layout whose weights the run starts from, or that is"
                + " evaluated. sft and eval may give model_init instead.")
        @Key(eval = true)
        Optional<Path> model,
    @Meaning(
            "Folder with config.json and a tokenizer, to start from random weights. Give it"
                + " instead of model.")
        @Key(jobs = Job.SFT, eval = true)
        Optional<Path> modelInit,
    @JsonUnwrapped DataKeys data,
    @Meaning("Random seed: the same recipe and seed give the same weights.")
        @Key(initial = "42", eval = true, trl = "TrainingArguments")
        long seed,
    @Meaning(
            "Optimizer steps of the run. train needs 1 or more; for sft and dpo, 0 means that"
                + " num_train_epochs decides.")
        @Key(
            initial = "100",
            initialForSft = "0",
            initialForDpo = "0",
            min = 0,
            max = 10_000_000,
            unit = "steps",
            trl = "TrainingArguments")
        int maxSteps,
    @JsonUnwrapped SamplingKeys sampling,
    @JsonUnwrapped ObjectiveKeys objective,
    @JsonUnwrapped OptimizerKeys optimizer,
    @JsonUnwrapped AdapterKeys adapter,
    @JsonUnwrapped ScoringKeys scoring,
    @JsonUnwrapped FleetKeys fleet,
    @JsonUnwrapped EvaluationKeys evaluation,
    @JsonUnwrapped CheckpointKeys checkpoints,
    @JsonUnwrapped ReportingKeys reporting,
    @JsonUnwrapped SupervisedKeys supervised,
    @JsonUnwrapped PreferenceKeys preference) {
  public Recipe {
    Bounds.check(Recipe.class, job, model, modelInit, data, seed, maxSteps);
    data.check(job);
    switch (job) {
      case TRAIN -> checkTraining(model, maxSteps, sampling, optimizer);
      case SFT, EVAL -> checkModelOrInit(model, modelInit);
      case DPO -> checkPreference(model, data, objective, supervised);
    }
    if (data.promptTemplate() == PromptStyle.JUDGE && !evaluation.metrics().isEmpty()) {
      throw new RecipeException(
          "metrics",
          "does not apply to prompt_template judge, whose answers are verdicts; remove it");
    }
    if (adapter.usePeft() && modelInit.isPresent()) {
      throw new RecipeException(
          "use_peft",
          "true needs a base with weights, but model_init has none; give model instead");
    }
  }

  private static void checkTraining(
      Optional<Path> model, int maxSteps, SamplingKeys sampling, OptimizerKeys optimizer) {
    requireModel(model);
    if (maxSteps == 0) {
      throw new RecipeException("max_steps", "0 trains nothing; use 1 or more");
    }
    int accumulation = optimizer.gradientAccumulationSteps();
    if (sampling.promptsPerStep() % accumulation != 0) {
      throw new RecipeException(
          "gradient_accumulation_steps",
          "%d does not divide prompts_per_step %d; use a divisor"
              .formatted(accumulation, sampling.promptsPerStep()));
    }
  }

  private static void requireModel(Optional<Path> model) {
    if (model.isEmpty()) {
      throw new RecipeException(
          "model", "is missing; give a model folder in the Hugging Face layout");
    }
  }

  private static void checkPreference(
      Optional<Path> model, DataKeys data, ObjectiveKeys objective, SupervisedKeys supervised) {
    requireModel(model);
    if (data.promptTemplate() != PromptStyle.CHAT) {
      throw new RecipeException(
          "prompt_template",
          "%s does not apply to preference training, whose pairs are chat turns; use chat"
              .formatted(data.promptTemplate().name().toLowerCase(Locale.ROOT)));
    }
    if (objective.beta() == 0) {
      throw new RecipeException("beta", "0 learns nothing from pairs; use more, such as 0.1");
    }
    if (supervised.target().isPresent() && data.pairs().isPresent()) {
      throw new RecipeException(
          "target",
          "says how to word answers, but pairs %s has them; keep one of them"
              .formatted(data.pairs().get()));
    }
  }

  private static void checkModelOrInit(Optional<Path> model, Optional<Path> modelInit) {
    if (model.isEmpty() && modelInit.isEmpty()) {
      throw new RecipeException(
          "model",
          "is missing; give a model folder in the Hugging Face layout, or model_init to start"
              + " from random weights");
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
            data.pairs(),
            data.phantom(),
            data.promptTemplate(),
            data.trainLimit(),
            data.dataSeed());
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
        adapter,
        scoring,
        fleet,
        evaluation,
        checkpoints,
        reporting,
        supervised,
        preference);
  }

  /**
   * The recipe as YAML with every key that means something to the job; {@link RecipeReader#parse}
   * reads it back to an equal recipe.
   */
  public String toYaml() {
    return RecipeMapper.write(this);
  }
}
