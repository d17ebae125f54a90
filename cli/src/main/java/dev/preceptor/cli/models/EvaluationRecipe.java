package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.files.TemporaryFolder;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.ComputePlan;
import dev.preceptor.run.plan.InitialModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A recipe of {@code preceptor eval}: model, questions and settings by the keys of {@code train}.
 *
 * @param recipe the recipe
 */
record EvaluationRecipe(Recipe recipe) {

  /**
   * Reads a recipe file.
   *
   * @param overrides texts {@code key=value}
   */
  static EvaluationRecipe read(Path file, List<String> overrides) {
    return new EvaluationRecipe(RecipeReader.read(file, Job.EVAL, overrides));
  }

  /**
   * Evaluates the model. Questions that the recipe does not name are generated into a folder that
   * is deleted afterwards.
   *
   * @param adapted puts an adapter on the model, or not
   */
  QuestionReport run(UnaryOperator<ModelSource> adapted, boolean swapped, PrintWriter progress) {
    if (!PhantomData.isNeeded(recipe)) {
      return evaluate(recipe, adapted, swapped, progress);
    }
    try {
      Path folder = Files.createTempDirectory("phantom");
      try {
        Path data = folder.resolve("data");
        PhantomData.generate(recipe.data().phantom().orElseThrow().testOnly(), data);
        return evaluate(PhantomData.in(data, recipe), adapted, swapped, progress);
      } finally {
        TemporaryFolder.delete(folder);
      }
    } catch (IOException e) {
      throw new InputException("phantom: questions cannot be generated (%s)".formatted(e), e);
    }
  }

  private static QuestionReport evaluate(
      Recipe recipe, UnaryOperator<ModelSource> adapted, boolean swapped, PrintWriter progress) {
    Torch.threads(recipe.fleet().threads());
    AnswerPlan answers = AnswerPlan.of(recipe);
    answers.requireMetrics();
    Compute compute = ComputePlan.of(recipe);
    if (recipe.model().isEmpty()) {
      progress.printf("%s: random weights%n", recipe.modelFolder());
      progress.flush();
    }
    return InitialModel.lend(
        recipe,
        source ->
            QuestionEvaluation.of(recipe)
                .run(
                    () -> LanguageModel.load(adapted.apply(source), compute),
                    swapped,
                    answers,
                    compute));
  }
}
