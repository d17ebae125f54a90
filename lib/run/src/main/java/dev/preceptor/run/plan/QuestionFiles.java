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
   * The questions of {@code train_csv}.
   *
   * @throws InputException if the recipe names no such file, or none of its rows can be used
   */
  public static PmcVqa train(Recipe recipe, ReadOptions options) {
    return read("train_csv", recipe.data().trainCsv(), recipe, options);
  }

  /**
   * The first {@code eval_limit} questions of {@code test_csv}, or all of them.
   *
   * @throws InputException if the recipe names no such file, or none of its rows can be used
   */
  public static PmcVqa test(Recipe recipe, ReadOptions options) {
    int limit = recipe.evaluation().evalLimit();
    return read(
        "test_csv",
        recipe.data().testCsv(),
        recipe,
        limit == 0 ? options : options.withLimit(limit));
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
