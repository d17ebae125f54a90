package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.models.image.Image;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.study.compare.AnswerFile;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.samples.Sample;
import dev.preceptor.study.samples.SamplePage;
import dev.preceptor.study.samples.SampleRule;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor samples}: answers of several policies side by side. */
@Command(
    name = "samples",
    description = {
      "Writes answers of one or more policies side by side, as one HTML page.",
      "",
      "Each question with its image and choices, and what every policy answered; the reasoning is"
          + " folded. A policy is given as for preceptor compare: RUN, RUN@VERSION, or a file of"
          + " preceptor eval --out. The questions are read from the files of the first run's recipe"
          + " unless --csv and --images name them. The page needs no other file and holds no script.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor samples my-run@0 my-run --out samples.html",
      "  preceptor samples grpo ecr --rule longest -n 4 --out longest.html",
      "  preceptor samples base.json --csv test.csv --images images --rule random --out base.html"
    })
public final class Samples implements Callable<Integer> {

  private static final int MAX_SAMPLES = 200;

  /** The longer side of an image on the page, pixels. */
  private static final int SHOWN_PIXELS = 640;

  @Parameters(
      arity = "1..8",
      paramLabel = "POLICY",
      description = "RUN, RUN@VERSION or FILE; up to 8.")
  private List<String> policies;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "HTML file to write; it must not exist.")
  private Path out;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      defaultValue = "flips",
      description =
          "Which questions: flips (some right, some wrong), longest (the longest responses) or random"
              + " (default: flips; random for one policy).")
  private SampleRule rule;

  @Option(
      names = {"-n", "--number"},
      paramLabel = "N",
      defaultValue = "6",
      description = "Number of questions (default: ${DEFAULT-VALUE}).")
  private int number;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the draw (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--csv", paramLabel = "FILE", description = "CSV file of the questions.")
  private Optional<Path> csv;

  @Option(names = "--images", paramLabel = "DIR", description = "Folder of their images.")
  private Optional<Path> images;

  @Mixin private BrokerOptions broker;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    if (number < 1 || number > MAX_SAMPLES) {
      throw new InputException(
          "-n %d: is out of range; use 1 to %d".formatted(number, MAX_SAMPLES));
    }
    AnswerFile.requireNew("--out", out);
    AnswerSource source = new AnswerSource(runs, broker, result.progress()::println);
    List<AnswerSource.Answers> answers = policies.stream().map(source::read).toList();
    List<AnswerSet> sets = answers.stream().map(AnswerSource.Answers::set).toList();
    SampleRule used = sets.size() == 1 && rule == SampleRule.FLIPS ? SampleRule.RANDOM : rule;
    List<Long> rows = used.choose(sets, number, seed);
    if (rows.isEmpty()) {
      throw new InputException(
          "--rule flips: no question is right for some and wrong for others; use --rule random");
    }
    Map<Long, Question> questions = questions(answers);
    List<Sample> samples = rows.stream().map(row -> sample(questions.get(row), sets)).toList();
    List<String> names = sets.stream().map(AnswerSet::name).toList();
    String title =
        "%s: %d of %,d questions (%s, seed %d)"
            .formatted(
                String.join(", ", names),
                rows.size(),
                sets.get(0).answers().size(),
                used.name().toLowerCase(Locale.ROOT),
                seed);
    write(SamplePage.html(title, names, samples));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", out.toString());
    json.put("rows", rows);
    result.print(json, "%s: %d samples".formatted(out, rows.size()));
    return ExitCode.SUCCESS;
  }

  private void write(String page) {
    try {
      PrivateFiles.write(out, page);
    } catch (IOException e) {
      throw InputException.cannotBe("written", out, e);
    }
  }

  /** The questions by row; they must be those that were answered. */
  private Map<Long, Question> questions(List<AnswerSource.Answers> answers) {
    AnswerSet first = answers.get(0).set();
    PmcVqa read;
    Path file;
    if (csv.isPresent()) {
      file = csv.get();
      read =
          PmcVqa.read(
              file, images.orElseThrow(() -> new InputException("--csv: give --images too")));
    } else {
      var recipe =
          answers.stream()
              .flatMap(each -> each.recipe().stream())
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException("--csv: is missing; files of answers name no questions"));
      file = recipe.data().testCsv().orElseThrow();
      read = QuestionFiles.test(recipe, ReadOptions.DEFAULT);
    }
    if (!Sha256.ofFile(file).equals(first.questionsSha256())) {
      throw new InputException(
          "%s: is not the file of questions that %s answers; give that one with --csv"
              .formatted(file, first.name()));
    }
    return read.accepted().stream().collect(Collectors.toMap(Question::row, Function.identity()));
  }

  private static Sample sample(Question question, List<AnswerSet> sets) {
    Image image = Image.read(question.image());
    double scale = Math.min(1, (double) SHOWN_PIXELS / Math.max(image.width(), image.height()));
    Image shown =
        scale == 1
            ? image
            : image.resize(
                Math.max(1, (int) (image.width() * scale)),
                Math.max(1, (int) (image.height() * scale)));
    return new Sample(
        question,
        shown.toPng(),
        sets.stream().map(set -> set.answers().get(question.row())).toList());
  }
}
