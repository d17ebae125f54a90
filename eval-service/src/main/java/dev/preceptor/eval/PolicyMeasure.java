package dev.preceptor.eval;

import dev.preceptor.kit.RunCompute;
import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.AnswerScoring;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import dev.preceptor.vqa.benchmark.QuestionScore;
import java.util.List;

/** The recipe's test questions, put to the policy in libtorch's memory. For one thread. */
final class PolicyMeasure implements Measure, AutoCloseable {

  private final Recipe recipe;
  private final Benchmark benchmark;
  private final AnswerScoring scoring;
  private LanguageModel model;
  private int loaded;

  private PolicyMeasure(Recipe recipe, Benchmark benchmark, AnswerScoring scoring) {
    this.recipe = recipe;
    this.benchmark = benchmark;
    this.scoring = scoring;
  }

  /**
   * Reads the test questions, and loads the models of the recipe's metrics.
   *
   * @throws InputException if there is no question that can be used, or a model cannot be loaded
   */
  static PolicyMeasure of(Recipe recipe) {
    // Decoded once here, so that no image fails in the middle of a measurement.
    PmcVqa read = QuestionFiles.test(recipe, ReadOptions.THOROUGH);
    return new PolicyMeasure(
        recipe,
        new Benchmark(read.accepted(), recipe.evaluation().evalBatchSize()),
        AnswerPlan.of(recipe).loaded(RunCompute.of(recipe)));
  }

  @Override
  public Benchmark benchmark() {
    return benchmark;
  }

  @Override
  public List<QuestionScore> answer(AssembledPolicy policy, List<Question> batch) {
    use(policy);
    QuestionPrompts prompts = PromptPlan.of(recipe).prompts(model.processor());
    try {
      return Benchmark.run(
          batch,
          new GreedyAnswerer(model, prompts, recipe.sampling().maxCompletionLength()),
          scoring);
    } catch (NotFiniteException e) {
      throw e.in("evaluation of policy version " + policy.version());
    }
  }

  private void use(AssembledPolicy policy) {
    if (model == null) {
      model = LanguageModel.load(policy.weights(), RunCompute.of(recipe));
    } else if (policy.version() != loaded) {
      model.update(policy.weights());
    }
    loaded = policy.version();
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
    scoring.close();
  }
}
