package dev.preceptor.eval;

import dev.preceptor.kit.RunCompute;
import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.Wording;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import java.nio.file.Path;

/** The recipe's test questions, put to the policy in libtorch's memory. For one thread. */
final class PolicyMeasure implements Measure, AutoCloseable {

  private final Recipe recipe;
  private final Benchmark benchmark;
  private LanguageModel model;

  private PolicyMeasure(Recipe recipe, Benchmark benchmark) {
    this.recipe = recipe;
    this.benchmark = benchmark;
  }

  /**
   * Reads the test questions.
   *
   * @throws InputException if there is none that can be asked
   */
  static PolicyMeasure of(Recipe recipe) {
    Path csv =
        recipe
            .data()
            .testCsv()
            .orElseThrow(
                () ->
                    new InputException(
                        "test_csv is missing in the run's definition; start it by preceptor"
                            + " train"));
    int limit = recipe.evaluation().evalLimit();
    // Decoded once here, so that no image fails in the middle of a measurement.
    PmcVqa read =
        PmcVqa.read(
            csv,
            recipe.data().images().orElseThrow(),
            ReadOptions.THOROUGH.withLimit(limit == 0 ? Integer.MAX_VALUE : limit));
    if (read.accepted().isEmpty()) {
      throw new InputException(
          "test_csv %s: none of its %d rows can be asked; see preceptor data check"
              .formatted(csv, read.rejected().size()));
    }
    return new PolicyMeasure(
        recipe,
        new Benchmark(read.accepted(), Wording.of(recipe), recipe.evaluation().evalBatchSize()));
  }

  @Override
  public BenchmarkReport of(AssembledPolicy policy) {
    if (model == null) {
      model = LanguageModel.load(policy.weights(), RunCompute.of(recipe));
    } else {
      model.update(policy.weights());
    }
    QuestionPrompts prompts =
        QuestionPrompts.of(
            benchmark.template(),
            model.processor(),
            recipe.sampling().minPixels(),
            recipe.sampling().maxPixels());
    return benchmark.run(
        new GreedyAnswerer(model, prompts, recipe.sampling().maxCompletionLength()));
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
