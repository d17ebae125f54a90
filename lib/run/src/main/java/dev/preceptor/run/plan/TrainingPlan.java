package dev.preceptor.run.plan;

import dev.preceptor.models.adapter.NewAdapter;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.algorithm.DpoLoss;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.AdapterDropout;
import dev.preceptor.models.training.DpoSettings;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.SftSettings;
import dev.preceptor.models.training.TrainerSettings;
import dev.preceptor.recipe.AdapterKeys;
import dev.preceptor.recipe.OptimizerKeys;
import dev.preceptor.recipe.Recipe;
import java.util.Locale;

/** The settings of the trainers that a recipe asks for. */
public final class TrainingPlan {

  private TrainingPlan() {}

  /**
   * The policy-gradient trainer of a run. The sampler's log-probabilities stand under the ratio
   * where the policy that answered may be behind the one that is trained.
   */
  public static TrainerSettings trainer(Recipe recipe) {
    return trainer(recipe, recipe.fleet().staleness() > 0);
  }

  /**
   * The policy-gradient trainer.
   *
   * @param behaviourRatio whether the sampler's log-probabilities stand under the ratio
   */
  public static TrainerSettings trainer(Recipe recipe, boolean behaviourRatio) {
    return new TrainerSettings(
        Algorithm.named(recipe.objective().algorithm()),
        recipe.objective().beta(),
        recipe.objective().epsilon(),
        recipe.sampling().temperature(),
        recipe.sampling().maxCompletionLength(),
        policyDtype(recipe),
        behaviourRatio,
        recipe.optimizer().maxTokensPerMicrobatch(),
        recipe.optimizer().gradientCheckpointing(),
        dropout(recipe),
        adamW(recipe));
  }

  /** The supervised trainer. */
  public static SftSettings sft(Recipe recipe) {
    return new SftSettings(
        policyDtype(recipe),
        recipe.optimizer().maxTokensPerMicrobatch(),
        recipe.optimizer().gradientCheckpointing(),
        dropout(recipe),
        adamW(recipe));
  }

  /** The trainer on preference pairs. */
  public static DpoSettings dpo(Recipe recipe) {
    return new DpoSettings(
        new DpoLoss(recipe.objective().beta(), recipe.preference().labelSmoothing()),
        policyDtype(recipe),
        recipe.optimizer().maxTokensPerMicrobatch(),
        recipe.optimizer().gradientCheckpointing(),
        dropout(recipe),
        adamW(recipe));
  }

  private static AdapterDropout dropout(Recipe recipe) {
    return new AdapterDropout(recipe.adapter().loraDropout(), recipe.seed());
  }

  /** The optimizer of any trainer. */
  public static AdamWSettings adamW(Recipe recipe) {
    OptimizerKeys keys = recipe.optimizer();
    return new AdamWSettings(
        keys.adamBeta1(),
        keys.adamBeta2(),
        keys.adamEpsilon(),
        keys.weightDecay(),
        keys.maxGradNorm());
  }

  /** The type of the policy's weights as they are published and saved. */
  public static DType policyDtype(Recipe recipe) {
    return switch (recipe.optimizer().policyDtype()) {
      case BFLOAT16 -> DType.BF16;
      case FLOAT32 -> DType.F32;
    };
  }

  /**
   * What a run trains of a model: with {@code use_peft} a new adapter beside it, else the model.
   *
   * @throws dev.preceptor.models.InputException if {@code lora_target_modules} names no layer of it
   */
  public static ModelSource trained(Recipe recipe, ModelSource model) {
    return recipe.adapter().usePeft()
        ? adapter(recipe)
            .on(
                model,
                Architecture.of(model).base(),
                recipe.modelFolder().toString(),
                recipe.seed())
        : model;
  }

  /**
   * Holds the layers that are to get an adapter against a model, whose weights are not read.
   *
   * @throws dev.preceptor.models.InputException if {@code lora_target_modules} names no layer of it
   */
  public static void requireTargets(Recipe recipe, ModelSource model) {
    if (recipe.adapter().usePeft()) {
      adapter(recipe).requireTargets(model, Architecture.of(model).base());
    }
  }

  private static NewAdapter adapter(Recipe recipe) {
    AdapterKeys keys = recipe.adapter();
    return new NewAdapter(
        keys.loraR(), keys.loraAlpha(), keys.loraDropout(), keys.loraTargetModules());
  }

  /** The learning rate of each step of a run whose length the recipe gives. */
  public static Schedule schedule(Recipe recipe) {
    return schedule(recipe, recipe.maxSteps());
  }

  /**
   * The learning rate of each step.
   *
   * @param maxSteps the last step of the run
   */
  public static Schedule schedule(Recipe recipe, int maxSteps) {
    OptimizerKeys keys = recipe.optimizer();
    return new Schedule(
        Schedule.Kind.named(keys.lrSchedulerType().name().toLowerCase(Locale.ROOT)),
        keys.learningRate(),
        keys.warmupSteps(),
        maxSteps);
  }
}
