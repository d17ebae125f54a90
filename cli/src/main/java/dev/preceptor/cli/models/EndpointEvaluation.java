package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.study.compare.AnswerJournal;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.Answer;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.EndpointAnswerer;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.benchmark.SwappedImages;
import dev.preceptor.vqa.http.RetryDelay;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code preceptor eval --endpoint}: puts questions with their images to a server's model.
 *
 * @param csv the questions
 * @param images folder of their images
 * @param limit how many of the first usable questions; 0 for all
 * @param maxNewTokens maximum length of an answer, tokens
 * @param settings of the server
 */
record EndpointEvaluation(
    Path csv, Path images, int limit, int maxNewTokens, EndpointSettings settings) {

  /**
   * Asks the questions that have no answer yet.
   *
   * @param swapped whether each question is asked with another question's image
   * @param kept where answers are kept until all are there
   * @param answers what is found out about the answers
   * @param compute of the metrics' models
   * @throws InputException if the server does not answer
   */
  QuestionReport run(boolean swapped, Optional<Path> kept, AnswerPlan answers, Compute compute) {
    ReadOptions all = ReadOptions.DEFAULT;
    PmcVqa read = PmcVqa.read(csv, images, limit == 0 ? all : all.withLimit(limit));
    List<Question> usable = read.requireQuestions("--csv " + csv);
    List<Question> questions = swapped ? SwappedImages.of(usable) : usable;
    Optional<AnswerJournal> journal = kept.map(file -> AnswerJournal.open(file, asked(swapped)));
    BenchmarkReport report;
    try (EndpointAnswerer server =
            new EndpointAnswerer(
                settings,
                maxNewTokens,
                RetryDelay.DEFAULT,
                (question, answer) -> journal.ifPresent(some -> some.add(question.row(), answer)));
        EvaluationBar bar = new EvaluationBar("questions", questions.size())) {
      Answerer answerer = bar.following(batch -> ask(batch, server, journal));
      report = new Benchmark(questions, settings.maxConcurrency()).run(answerer, answers.graded());
    } catch (InputException e) {
      throw journal
          .filter(some -> some.size() > 0)
          .map(
              some ->
                  new InputException(
                      "%s; %,d answers are kept, the same command goes on behind them"
                          .formatted(e.getMessage(), some.size()),
                      e))
          .orElse(e);
    } finally {
      journal.ifPresent(AnswerJournal::close);
    }
    List<QuestionScore> measured;
    try (MetricBars bars = new MetricBars()) {
      measured = answers.measured(questions, report.results(), compute, bars);
    }
    return new QuestionReport(
        csv, questions, BenchmarkReport.of(measured), swapped, read.rejected().size());
  }

  /** What makes answers those of the same evaluation. */
  private String asked(boolean swapped) {
    return "%s at %s, %d tokens, questions %.12s%s"
        .formatted(
            settings.model(),
            settings.server().uri(),
            maxNewTokens,
            Sha256.ofFile(csv),
            swapped ? ", images swapped" : "");
  }

  private static List<Answer> ask(
      List<Question> batch, EndpointAnswerer server, Optional<AnswerJournal> journal) {
    List<Question> open =
        batch.stream()
            .filter(question -> journal.flatMap(some -> some.answer(question.row())).isEmpty())
            .toList();
    List<Answer> fresh = new ArrayList<>(server.answer(open));
    List<Answer> answers = new ArrayList<>();
    for (Question question : batch) {
      Optional<Answer> known = journal.flatMap(some -> some.answer(question.row()));
      answers.add(open.contains(question) ? fresh.remove(0) : known.orElseThrow());
    }
    return answers;
  }
}
