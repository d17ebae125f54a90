package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.qwen2vl.Qwen2VlProcessor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.TrainerSettings;
import dev.preceptor.recipe.OptimizerKeys;
import dev.preceptor.recipe.PolicyDtype;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.run.plan.Wording;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * What a recipe asks the learner for, made.
 *
 * @param trainer at the run's start
 * @param schedule the learning rate of each step
 * @param issuer of the run's prompts
 */
record LearnerSetup(Trainer trainer, Schedule schedule, PromptIssuer issuer) {

  private static final Logger LOG = Logger.getLogger(LearnerSetup.class);

  /**
   * Loads model and training questions.
   *
   * @throws InputException if either cannot be used
   */
  static LearnerSetup of(Recipe recipe, StepPlan plan, Compute compute) {
    List<Question> questions = questions(recipe);
    try (Checkpoint model = Checkpoint.open(recipe.modelFolder())) {
      SamplingKeys sampling = recipe.sampling();
      QuestionPrompts prompts =
          QuestionPrompts.of(
              Wording.of(recipe),
              Qwen2VlProcessor.from(model),
              sampling.minPixels(),
              sampling.maxPixels());
      PromptIssuer issuer =
          new PromptIssuer(
              questions, plan, UnitLayout.of(recipe), PromptFormat.of(prompts), recipe.seed());
      return new LearnerSetup(trainer(recipe, model, compute), schedule(recipe), issuer);
    }
  }

  private static List<Question> questions(Recipe recipe) {
    Path csv =
        recipe
            .data()
            .trainCsv()
            .orElseThrow(
                () ->
                    new InputException(
                        "train_csv is missing in the run's definition; start it by preceptor"
                            + " train"));
    PmcVqa read = PmcVqa.read(csv, recipe.data().images().orElseThrow());
    LOG.infof(
        "%s: %d questions, %d rows left out", csv, read.accepted().size(), read.rejected().size());
    if (read.accepted().isEmpty()) {
      throw new InputException(
          "train_csv %s: none of its %d rows can be asked; see preceptor data check"
              .formatted(csv, read.rejected().size()));
    }
    return read.accepted();
  }

  private static Schedule schedule(Recipe recipe) {
    OptimizerKeys keys = recipe.optimizer();
    return new Schedule(
        Schedule.Kind.named(keys.lrSchedulerType().name().toLowerCase(Locale.ROOT)),
        keys.learningRate(),
        keys.warmupSteps(),
        recipe.maxSteps());
  }

  private static Trainer trainer(Recipe recipe, Checkpoint model, Compute compute) {
    OptimizerKeys keys = recipe.optimizer();
    TrainerSettings settings =
        new TrainerSettings(
            Algorithm.named(recipe.objective().algorithm()),
            recipe.objective().beta(),
            recipe.objective().epsilon(),
            recipe.sampling().temperature(),
            recipe.sampling().maxCompletionLength(),
            keys.policyDtype() == PolicyDtype.BFLOAT16 ? DType.BF16 : DType.F32,
            recipe.fleet().staleness() > 0,
            keys.maxTokensPerMicrobatch(),
            keys.gradientCheckpointing(),
            new AdamWSettings(
                keys.adamBeta1(),
                keys.adamBeta2(),
                keys.adamEpsilon(),
                keys.weightDecay(),
                keys.maxGradNorm()));
    return new PolicyGradient(new PolicyTrainer(model, settings, compute));
  }
}
