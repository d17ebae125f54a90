package dev.preceptor.fleet.train;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.DataFacts;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.scoring.judging.LoadedJudge;
import dev.preceptor.vqa.ReadOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The inputs of a run, checked.
 *
 * @param model the model that training starts from
 * @param data the question files, training before test; empty if they are generated for this run
 * @param warnings what is to be said before the run starts, a line each
 */
record InputCheck(ModelFacts model, List<DataFacts> data, List<String> warnings) {

  InputCheck {
    data = List.copyOf(data);
    warnings = List.copyOf(warnings);
  }

  /**
   * Checks the inputs of a recipe.
   *
   * @param generated whether its questions are still to be generated
   * @param prompts whether the prompts are to be measured, which a run that has started with them
   *     does not need
   * @param underway is told what is being checked, where that takes long
   * @throws InputException if one cannot be used
   */
  static InputCheck of(
      Recipe recipe, boolean generated, boolean prompts, Consumer<String> underway) {
    GroupScoring.of(recipe); // rejects unknown rewards and algorithms
    var model = ModelFacts.of(recipe);
    recipe.scoring().judges().forEach(InputCheck::requireUsable);
    AnswerPlan.of(recipe).requireMetrics();
    List<String> warnings = new ArrayList<>();
    if (!generated) {
      var data = checkData(recipe, prompts ? Optional.of(warnings) : Optional.empty(), underway);
      return new InputCheck(model, data, warnings);
    }
    if (prompts) {
      try (var preflight = new PromptPreflight(recipe, underway)) {
        preflight.generated(recipe.data().phantom().orElseThrow());
        warnings.addAll(preflight.warnings());
      }
    }
    return new InputCheck(model, List.of(), warnings);
  }

  /** Does not contact a server: if it is unreachable, the judge deadline applies. */
  private static void requireUsable(JudgeKeys judge) {
    try {
      LoadedJudge.require(judge.source());
    } catch (InputException e) {
      throw new InputException("judges, %s: %s".formatted(judge.name(), e.getMessage()), e);
    }
  }

  /**
   * Reads the training and the test questions, in this order.
   *
   * @param warnings receives what is to be said about their prompts; empty where they are not to be
   *     measured, because the run has started with them
   */
  private static List<DataFacts> checkData(
      Recipe recipe, Optional<List<String>> warnings, Consumer<String> underway) {
    var data = recipe.data();
    var train = QuestionFiles.train(recipe, ReadOptions.DEFAULT);
    var test = QuestionFiles.test(recipe, ReadOptions.DEFAULT);
    var facts =
        List.of(
            DataFacts.of("train_csv", data.trainCsv().get(), train),
            DataFacts.of("test_csv", data.testCsv().get(), test));
    if (warnings.isPresent()) {
      try (var prompts = new PromptPreflight(recipe, underway)) {
        prompts.train(data.trainCsv().get(), train);
        prompts.test(data.testCsv().get(), test);
        warnings.get().addAll(prompts.warnings());
      }
    }
    return facts;
  }
}
