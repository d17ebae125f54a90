package dev.preceptor.run.plan;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.ReadOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the questions that a recipe trains on and is measured with. */
public final class QuestionFiles {

  private QuestionFiles() {}

  /**
   * The questions of {@code train_csv}: {@code train_limit} of them, or all.
   *
   * @throws InputException if the recipe names no such file, or none of its rows can be used
   */
  public static PmcVqa train(Recipe recipe, ReadOptions options) {
    return read(
        "train_csv",
        recipe.data().trainCsv(),
        recipe,
        chosen(recipe, recipe.data().trainLimit(), options));
  }

  /**
   * The questions of {@code test_csv}: {@code eval_limit} of them, or all.
   *
   * @throws InputException if the recipe names no such file, or none of its rows can be used
   */
  public static PmcVqa test(Recipe recipe, ReadOptions options) {
    return read(
        "test_csv",
        recipe.data().testCsv(),
        recipe,
        chosen(recipe, recipe.evaluation().evalLimit(), options));
  }

  /** Without a limit all are taken, and there is nothing to choose. */
  private static ReadOptions chosen(Recipe recipe, int limit, ReadOptions options) {
    return limit == 0 ? options : options.withChoice(limit, recipe.data().dataSeed());
  }

  private static PmcVqa read(String key, Optional<Path> csv, Recipe recipe, ReadOptions options) {
    Path file =
        csv.orElseThrow(
            () ->
                new InputException(
                    key
                        + " is missing in the run's definition; start the run with preceptor"
                        + " train"));
    PmcVqa read = PmcVqa.read(file, recipe.data().images().orElseThrow(), options);
    read.requireQuestions(key + " " + file);
    return read;
  }
}
