package dev.preceptor.cli.models;

import dev.preceptor.cli.options.MetricOption;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.study.compare.AnswerFile;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.AnsweredQuestion;
import dev.preceptor.vqa.grader.Grader;
import dev.preceptor.vqa.grader.Graders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an evaluation does with the answers beside counting the correct ones; a mixin. */
final class AnswerOptions {

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
    List<MetricKeys> keys = MetricOption.read(metrics);
    for (MetricKeys metric : keys) {
      if (metric.source() instanceof JudgeFolder folder && !Files.isDirectory(folder.model())) {
        throw new InputException(
            "--metric %s=%s: %s is no folder"
                .formatted(metric.key(), folder.model(), folder.model()));
      }
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
