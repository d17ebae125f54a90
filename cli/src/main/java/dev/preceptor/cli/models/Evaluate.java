package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.study.compare.AnswerFile;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.AnsweredQuestion;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptLengths;
import dev.preceptor.vqa.PromptLimit;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.GraderAccuracy;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import dev.preceptor.vqa.benchmark.LetterScore;
import dev.preceptor.vqa.benchmark.SwappedImages;
import dev.preceptor.vqa.grader.Grader;
import dev.preceptor.vqa.grader.Graders;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor eval}: evaluates a model or a judge. */
@Command(
    name = "eval",
    description = {
      "Evaluates a model on questions, or a judge on statements.",
      "",
      "Decodes greedily and grades the answers as the rewards do. Reports the accuracy, and the"
          + " accuracy of always answering the most common letter, for comparison.",
      "",
      "Without --images, FILE holds statements (columns Statement, Verdict, Kind), as written by"
          + " preceptor phantom --statements, and the model is asked for verdicts as by preceptor"
          + " judge. A statement without a verdict counts as wrong.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor eval --model DIR --csv test.csv --images images",
      "  preceptor eval --model DIR --csv test.csv --images images --limit 200 --json",
      "  preceptor eval --model DIR --csv test.csv --images images --out base.json",
      "  preceptor eval --model DIR --csv test.csv --images images --swap-images",
      "  preceptor eval --model recipes/phantom-judge --csv statements/test.csv",
      "",
      "--swap-images shows the accuracy of a model that ignores the image."
    })
public final class Evaluate implements Callable<Integer> {

  private static final long SWAP_SEED = 0;

  @Mixin private ModelOptions model;
  @Mixin private AdapterOption adapter;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      required = true,
      description = "CSV file of questions or statements.")
  private Path csv;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of the images named in the CSV file.")
  private Optional<Path> images;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Use only the first N usable rows; 0 uses all (default: all).")
  private int limit;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Maximum length of an answer in tokens (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "Questions decoded together (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--prompt-template",
      paramLabel = "NAME",
      defaultValue = "chat",
      description = "chat, or base for a model without chat tuning (default: chat).")
  private String template;

  @Option(
      names = {"--swap-images", "--swap-pictures"},
      description = "Ask each question with another question's image.")
  private boolean swapImages;

  @Option(
      names = "--grader",
      paramLabel = "NAME",
      description =
          "Grade the answers as another project does, for comparison; may be repeated: preceptor,"
              + " visualthinker, medvint, medevalkit (default: all).")
  private List<String> graders = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write every answer to a file, for preceptor compare.")
  private Optional<Path> out;

  @Mixin private ImageBoundsOptions bounds;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Bounds.require("--limit", limit, 0, Integer.MAX_VALUE);
    Bounds.require("--batch-size", batchSize, 1, Bounds.MAX_RESPONSES);
    Bounds.require("--max-new-tokens", maxNewTokens, 1, Bounds.MAX_NEW_TOKENS);
    if (images.isEmpty()) {
      bounds.requireNone("--images");
      if (out.isPresent()) {
        throw new InputException("--out: holds answers to questions; give --images too");
      }
      return new JudgeEvaluation(csv, limit).run(this::load, result);
    }
    out.ifPresent(file -> AnswerFile.requireNew("--out", file));
    List<Grader> compared = graders.isEmpty() ? Graders.all() : Graders.named("--grader", graders);
    PromptTemplate wording = PromptTemplate.byName(template);
    ReadOptions all = ReadOptions.DEFAULT;
    PmcVqa read = PmcVqa.read(csv, images.get(), limit == 0 ? all : all.withLimit(limit));
    Benchmark benchmark = new Benchmark(questions(read), batchSize);
    BenchmarkReport report;
    try (LanguageModel policy = load();
        EvaluationBar bar = new EvaluationBar("questions", benchmark.questions().size())) {
      QuestionPrompts prompts =
          QuestionPrompts.of(wording, policy.processor(), bounds.minPixels(), bounds.maxPixels());
      requireRoom(policy, prompts, benchmark.questions(), read);
      Answerer answerer = new GreedyAnswerer(policy, prompts, maxNewTokens);
      report = benchmark.run(bar.following(answerer));
    }
    out.ifPresent(file -> AnswerFile.write(file, answers(file, report)));
    Map<Character, LetterScore> letters = LetterScore.of(report.results());
    Map<String, Double> byGrader =
        GraderAccuracy.of(benchmark.questions(), report.results(), compared);
    result.print(json(report, byGrader, letters, read), text(report, byGrader, letters, read));
    return ExitCode.SUCCESS;
  }

  private AnswerSet answers(Path file, BenchmarkReport report) {
    return AnswerSet.of(
        file.toString(),
        Sha256.ofFile(csv),
        report.results().stream()
            .map(
                score ->
                    new AnsweredQuestion(
                        score.row(),
                        String.valueOf(score.answer()),
                        score.response(),
                        score.correct()))
            .toList());
  }

  private LanguageModel load() {
    return model.load(adapter::load);
  }

  /** As {@code generate} does, refuses prompts that leave too few positions for an answer. */
  private void requireRoom(
      LanguageModel policy, QuestionPrompts prompts, List<Question> questions, PmcVqa read) {
    int positions = policy.architecture().maxPositionEmbeddings();
    PromptLengths.of(
            "--csv " + csv,
            questions,
            read::imageSize,
            prompts,
            PromptLimit.ofPositions(positions, "--max-new-tokens", maxNewTokens),
            measured -> {})
        .warning()
        .ifPresent(
            warning -> {
              throw new InputException("--csv %s: %s".formatted(csv, warning));
            });
  }

  private List<Question> questions(PmcVqa read) {
    List<Question> questions = read.requireQuestions("--csv " + csv);
    return swapImages ? SwappedImages.of(questions, SWAP_SEED) : questions;
  }

  private Map<String, Object> json(
      BenchmarkReport report,
      Map<String, Double> byGrader,
      Map<Character, LetterScore> letters,
      PmcVqa read) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accuracy", report.accuracy());
    json.put("n", report.results().size());
    for (String name :
        List.of("format", "constant_letter_accuracy", "mean_length", "clipped_ratio", "seconds")) {
      json.put(name, report.metrics().get(name));
    }
    json.put("graders", byGrader);
    json.put("letters", letters);
    json.put("swapped_pictures", swapImages);
    json.put("rejected", read.rejected().size());
    return json;
  }

  private String text(
      BenchmarkReport report,
      Map<String, Double> byGrader,
      Map<Character, LetterScore> letters,
      PmcVqa read) {
    Map<String, Double> metrics = report.metrics();
    StringBuilder text = new StringBuilder();
    text.append(
        "accuracy       %5.1f %%  of %,d questions%s\n"
            .formatted(
                100 * report.accuracy(),
                report.results().size(),
                swapImages ? ", each with another question's image" : ""));
    text.append(
        "same letter    %5.1f %%  (always answering the most common letter)\n"
            .formatted(100 * metrics.get("constant_letter_accuracy")));
    text.append("format         %5.1f %%\n".formatted(100 * metrics.get("format")));
    text.append(
        "truncated      %5.1f %%  (mean length %.0f tokens)\n"
            .formatted(100 * metrics.get("clipped_ratio"), metrics.get("mean_length")));
    byGrader.forEach(
        (grader, accuracy) ->
            text.append("graded by      %5.1f %%  %s\n".formatted(100 * accuracy, grader)));
    letters.forEach(
        (letter, score) ->
            text.append(
                "answer is %c    %5.1f %%  of %,d\n"
                    .formatted(letter, 100 * score.accuracy(), score.n())));
    text.append("time           %.1f s".formatted(metrics.get("seconds")));
    if (!read.rejected().isEmpty()) {
      text.append("\n%,d rows rejected".formatted(read.rejected().size()));
    }
    return text.toString();
  }
}
