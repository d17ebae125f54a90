package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.MetricName;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.study.compare.AnswerFile;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.AnsweredQuestion;
import dev.preceptor.vqa.grader.Grader;
import dev.preceptor.vqa.grader.Graders;
import dev.preceptor.vqa.metric.ResponseMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What an evaluation does with the answers beside counting the correct ones; a mixin. */
final class AnswerOptions {

  private static final char BEFORE_FOLDER = '=';

  @Option(
      names = "--grader",
      paramLabel = "NAME",
      description =
          "Grade the answers as another project does, for comparison; may be repeated: preceptor,"
              + " visualthinker, medvint, medevalkit (default: all).")
  private List<String> graders = List.of();

  @Option(
      names = "--metric",
      paramLabel = "NAME=DIR",
      description =
          "Measure the answers' reasoning with a model, as the paper's Appendix B does; may be"
              + " repeated: similarity (cross-encoder/stsb-roberta-base), perplexity"
              + " (microsoft/biogpt), thinking_reward (Mistral-7B-Instruct). A recipe's metrics can"
              + " name a server for thinking_reward.")
  private List<String> metrics = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write every answer to a file, for preceptor compare and samples.")
  private Optional<Path> out = Optional.empty();

  /**
   * Checks before anything is loaded that answers can be written.
   *
   * @throws InputException if not
   */
  void checkOut() {
    out.ifPresent(file -> AnswerFile.requireNew("--out", file));
  }

  /** Refuses the options where statements are judged and there are no answers. */
  void requireNone() {
    String option =
        out.isPresent()
            ? "--out"
            : !graders.isEmpty() ? "--grader" : !metrics.isEmpty() ? "--metric" : "";
    if (!option.isEmpty()) {
      throw new InputException(option + ": applies to answers to questions; give --images too");
    }
  }

  /** Writes the answers where they are to be written; what was kept of them is deleted. */
  void write(QuestionReport report) {
    out.ifPresent(file -> AnswerFile.write(file, answers(file, report)));
    kept().ifPresent(AnswerOptions::delete);
  }

  /** Where answers are kept until all are there. */
  Optional<Path> kept() {
    return out.map(file -> file.resolveSibling(file.getFileName() + ".part"));
  }

  private static void delete(Path kept) {
    try {
      Files.deleteIfExists(kept);
    } catch (IOException e) {
      throw InputException.cannotBe("deleted", kept, e);
    }
  }

  /**
   * What is to be found out about the answers.
   *
   * @throws InputException if an option cannot be followed
   */
  AnswerPlan plan() {
    return new AnswerPlan(chosen(), keys());
  }

  private List<Grader> chosen() {
    return graders.isEmpty() ? Graders.all() : Graders.named("--grader", graders);
  }

  private List<MetricKeys> keys() {
    List<MetricKeys> keys = new ArrayList<>();
    Set<String> once = new HashSet<>();
    for (String metric : metrics) {
      int at = metric.indexOf(BEFORE_FOLDER);
      if (at < 0) {
        throw new InputException(
            "--metric %s: has no model; write NAME=DIR, such as similarity=weights/stsb-roberta-base"
                .formatted(metric));
      }
      String name = metric.substring(0, at);
      ResponseMetrics.require("--metric", name);
      Path folder = Path.of(metric.substring(at + 1));
      if (!Files.isDirectory(folder)) {
        throw new InputException("--metric %s: %s is no folder".formatted(metric, folder));
      }
      if (!once.add(name)) {
        throw new InputException("--metric %s: is given twice".formatted(name));
      }
      keys.add(
          new MetricKeys(
              MetricName.valueOf(name.toUpperCase(Locale.ROOT)), new JudgeFolder(folder)));
    }
    return keys;
  }

  private static AnswerSet answers(Path file, QuestionReport report) {
    return AnswerSet.of(
        file.toString(),
        Sha256.ofFile(report.csv()),
        report.report().results().stream()
            .map(
                score ->
                    new AnsweredQuestion(
                        score.row(),
                        String.valueOf(score.answer()),
                        score.response(),
                        score.correct()))
            .toList());
  }
}
