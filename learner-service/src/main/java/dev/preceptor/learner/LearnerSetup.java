package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.Trainer;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunInput;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import java.util.List;
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
   * @param rowsSha256 of the questions that the run was started with; empty if not recorded
   * @throws InputException if either cannot be used
   */
  static LearnerSetup of(Recipe recipe, StepPlan plan, Compute compute, String rowsSha256) {
    List<Question> questions = questions(recipe, rowsSha256);
    PromptPlan asking = PromptPlan.of(recipe);
    try (Checkpoint folder = Checkpoint.open(recipe.modelFolder())) {
      ModelSource model = asking.withBounds(folder);
      QuestionPrompts prompts = asking.prompts(Architecture.of(model).processor(model));
      PromptIssuer issuer =
          new PromptIssuer(questions, plan, UnitLayout.of(recipe), prompts, recipe.seed());
      return new LearnerSetup(
          new PolicyTrainer(
              TrainingPlan.trained(recipe, model), TrainingPlan.trainer(recipe), compute),
          TrainingPlan.schedule(recipe),
          issuer);
    }
  }

  private static List<Question> questions(Recipe recipe, String rowsSha256) {
    PmcVqa read = QuestionFiles.train(recipe, ReadOptions.DEFAULT);
    RunInput.requireSame(RunInput.TRAIN_ROWS, rowsSha256, read.rowsSha256());
    LOG.infof(
        "%s: %d questions, %d rows rejected",
        recipe.data().trainCsv().orElseThrow(), read.accepted().size(), read.rejected().size());
    return read.accepted();
  }
}
