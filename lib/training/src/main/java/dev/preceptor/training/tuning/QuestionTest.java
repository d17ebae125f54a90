package dev.preceptor.training.tuning;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.ComputePlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import dev.preceptor.vqa.benchmark.QuestionScore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** The benchmark on a recipe's test questions, answered greedily. */
public final class QuestionTest {

  private final QuestionPrompts prompts;
  private final Benchmark benchmark;
  private final AnswerPlan plan;
  private final Compute compute;
  private final int maxNewTokens;
  private final String sha256;

  /**
   * Reads the test questions.
   *
   * @throws dev.preceptor.models.InputException if the file, or the model of a metric, cannot be
   *     used
   */
  public QuestionTest(Recipe recipe, QuestionPrompts prompts) {
    this.prompts = prompts;
    List<Question> questions = QuestionFiles.test(recipe, ReadOptions.DEFAULT).accepted();
    benchmark = new Benchmark(questions, recipe.evaluation().evalBatchSize());
    plan = AnswerPlan.of(recipe);
    plan.requireMetrics();
    compute = ComputePlan.of(recipe);
    maxNewTokens = recipe.sampling().maxCompletionLength();
    DataDigest digest = new DataDigest();
    questions.forEach(digest::add);
    sha256 = digest.sha256();
  }

  /** SHA-256 of the questions. */
  public String sha256() {
    return sha256;
  }

  /** See {@link TuningData#measure}. */
  public Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop) {
    Answerer answerer = new GreedyAnswerer(policy, prompts, maxNewTokens);
    BenchmarkReport report =
        benchmark.run(
            questions -> {
              if (stop.getAsBoolean()) {
                throw new CancellationException();
              }
              return answerer.answer(questions);
            },
            plan.graded());
    List<QuestionScore> measured =
        plan.measured(benchmark.questions(), report.results(), compute, AnswerPlan.Progress.NONE);
    return BenchmarkReport.of(measured).metrics();
  }
}
