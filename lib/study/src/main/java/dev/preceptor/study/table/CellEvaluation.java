package dev.preceptor.study.table;

import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.ComputePlan;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.AnswerScoring;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import dev.preceptor.vqa.benchmark.SwappedImages;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.metric.Measure;
import dev.preceptor.vqa.metric.ResponseMetric;
import dev.preceptor.vqa.statistics.DataStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Evaluates a cell as {@code preceptor eval} does: greedy answers, graded as the rewards do. */
final class CellEvaluation {

  /** Answers between two looks at the stop signal; a server is asked about so many together. */
  private static final int AT_A_TIME = 16;

  private final Recipe recipe;
  private final BooleanSupplier stop;
  private final Consumer<String> underway;
  private final PmcVqa read;

  /**
   * Reads the test questions.
   *
   * @param recipe with its questions in files
   * @param stop polled before each batch
   * @param underway is told how far it has got
   * @throws dev.preceptor.models.InputException if they cannot be used
   */
  CellEvaluation(Recipe recipe, BooleanSupplier stop, Consumer<String> underway) {
    this.recipe = recipe;
    this.stop = stop;
    this.underway = underway;
    read = QuestionFiles.test(recipe, ReadOptions.DEFAULT);
  }

  /**
   * Lets the model answer every question.
   *
   * @param recipeSha256 of the recipe as it was given
   */
  CellResult answers(CellModel model, String recipeSha256) {
    List<Question> questions = read.accepted();
    List<CellAnswer> graded =
        report(model, questions, "questions").results().stream()
            .map(
                score ->
                    new CellAnswer(
                        score.row(),
                        String.valueOf(score.answer()),
                        score.response(),
                        score.correct(),
                        score.given().thinkingTokens(),
                        Map.of()))
            .toList();
    DataStatistics floors = DataStatistics.of(questions, read::imageSize);
    return new CellResult(
        recipeSha256,
        Sha256.ofFile(recipe.data().testCsv().orElseThrow()),
        graded,
        Set.of(),
        floors.constantLetter(),
        floors.longestChoice(),
        OptionalDouble.empty());
  }

  /** The accuracy where every question has another question's image. */
  double swapped(CellModel model) {
    List<Question> questions = SwappedImages.of(read.accepted());
    return report(model, questions, "questions with swapped images").accuracy();
  }

  private BenchmarkReport report(CellModel model, List<Question> questions, String what) {
    return model.lend(
        policy -> {
          Answerer answerer =
              new GreedyAnswerer(
                  policy,
                  PromptPlan.of(recipe).prompts(policy.processor()),
                  recipe.sampling().maxCompletionLength());
          Benchmark benchmark = new Benchmark(questions, recipe.evaluation().evalBatchSize());
          return benchmark.run(followed(answerer, questions.size(), what), AnswerScoring.REWARDS);
        });
  }

  /** Looks for the stop signal, and says how far it has got, before each batch. */
  private Answerer followed(Answerer answerer, int all, String what) {
    AtomicInteger done = new AtomicInteger();
    return batch -> {
      requireGoingOn();
      underway.accept("%,d of %,d %s".formatted(done.getAndAdd(batch.size()), all, what));
      return answerer.answer(batch);
    };
  }

  /**
   * Measures the answers with a metric's model.
   *
   * @throws dev.preceptor.models.InputException if the model cannot be used
   */
  CellResult measured(CellResult cell, MetricKeys metric) {
    int n = cell.answers().size();
    List<Measure> measures = new ArrayList<>();
    try (ResponseMetric loaded = AnswerPlan.load(metric, ComputePlan.of(recipe))) {
      for (int from = 0; from < n; from += AT_A_TIME) {
        requireGoingOn();
        underway.accept("%s: %,d of %,d answers".formatted(metric.key(), from, n));
        List<Graded> part = new ArrayList<>();
        for (int i = from; i < Math.min(from + AT_A_TIME, n); i++) {
          part.add(graded(read.accepted().get(i), cell.answers().get(i)));
        }
        measures.addAll(loaded.ofAll(part));
      }
    }
    return cell.with(metric.key(), measures);
  }

  private static Graded graded(Question question, CellAnswer answer) {
    return new Graded(
        answer.response(),
        question.choices(),
        question.answer(),
        question.question(),
        OptionalInt.empty());
  }

  private void requireGoingOn() {
    if (stop.getAsBoolean()) {
      throw new StoppedException();
    }
  }
}
