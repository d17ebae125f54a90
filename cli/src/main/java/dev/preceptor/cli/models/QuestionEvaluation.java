package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptLengths;
import dev.preceptor.vqa.PromptLimit;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.benchmark.SwappedImages;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * {@code preceptor eval} of a model on questions: asks them, decodes greedily and grades.
 *
 * @param csv the questions
 * @param images folder of their images
 * @param limit how many of the usable questions; 0 for all
 * @param choice seed of their choice; empty for the first
 * @param plan how they are put to the model
 * @param batchSize questions decoded together
 * @param maxNewTokens maximum length of an answer, tokens
 * @param names what messages call the file and the length
 */
record QuestionEvaluation(
    Path csv,
    Path images,
    int limit,
    OptionalLong choice,
    PromptPlan plan,
    int batchSize,
    int maxNewTokens,
    Names names) {

  /**
   * What messages call the settings.
   *
   * @param csv the file of questions
   * @param maxNewTokens the maximum length of an answer
   */
  record Names(String csv, String maxNewTokens) {

    static final Names OPTIONS = new Names("--csv", "--max-new-tokens");
    static final Names KEYS = new Names("test_csv", "max_completion_length");
  }

  /** What a recipe says, whose questions are in files. */
  static QuestionEvaluation of(Recipe recipe) {
    return new QuestionEvaluation(
        recipe.data().testCsv().orElseThrow(),
        recipe.data().images().orElseThrow(),
        recipe.evaluation().evalLimit(),
        recipe.data().dataSeed(),
        PromptPlan.of(recipe),
        recipe.evaluation().evalBatchSize(),
        recipe.sampling().maxCompletionLength(),
        Names.KEYS);
  }

  /**
   * Asks the questions.
   *
   * @param model loads the model, once the questions have been read
   * @param swapped whether each question is asked with another question's image
   * @param answers what is found out about the answers
   * @param compute of the metrics' models, which are loaded one after the other
   */
  QuestionReport run(
      Supplier<LanguageModel> model, boolean swapped, AnswerPlan answers, Compute compute) {
    ReadOptions all = ReadOptions.DEFAULT;
    PmcVqa read = PmcVqa.read(csv, images, limit == 0 ? all : all.withChoice(limit, choice));
    List<Question> usable = read.requireQuestions(place());
    List<Question> questions = swapped ? SwappedImages.of(usable) : usable;
    BenchmarkReport report;
    try (LanguageModel policy = model.get();
        EvaluationBar bar = new EvaluationBar("questions", questions.size())) {
      QuestionPrompts prompts = plan.prompts(policy.processor());
      requireRoom(policy, prompts, questions, read);
      Answerer answerer = new GreedyAnswerer(policy, prompts, maxNewTokens);
      report = new Benchmark(questions, batchSize).run(bar.following(answerer), answers.graded());
    }
    List<QuestionScore> measured;
    try (MetricBars bars = new MetricBars()) {
      measured = answers.measured(questions, report.results(), compute, bars);
    }
    return new QuestionReport(
        csv, questions, BenchmarkReport.of(measured), swapped, read.rejected().size());
  }

  private String place() {
    return names.csv + " " + csv;
  }

  /** As {@code generate} does, refuses prompts that leave too few positions for an answer. */
  private void requireRoom(
      LanguageModel policy, QuestionPrompts prompts, List<Question> questions, PmcVqa read) {
    int positions = policy.architecture().maxPositionEmbeddings();
    PromptLengths.of(
            place(),
            questions,
            read::imageSize,
            prompts,
            PromptLimit.ofPositions(positions, names.maxNewTokens, maxNewTokens),
            measured -> {})
        .warning()
        .ifPresent(
            warning -> {
              throw new InputException("%s: %s".formatted(place(), warning));
            });
  }
}
