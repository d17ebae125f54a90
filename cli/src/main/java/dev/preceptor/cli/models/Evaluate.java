package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ComputeOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.benchmark.EvaluationFigures;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preceptor eval}: evaluates a model or a judge. */
@Command(
    name = "eval",
    description = {
      "Evaluates a model on questions, or a judge on statements.",
      "",
      "Decodes greedily and grades the answers as the rewards do. Reports the accuracy, and the"
          + " accuracy of always answering the most common letter, for comparison.",
      "",
      "A RECIPE names model, questions and settings by the keys of preceptor train, with the test"
          + " questions alone; recipe keys --job eval lists them. Without one, the options do.",
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
      "  preceptor eval recipes/paper/llava_eval.yaml --set eval_limit=200",
      "  preceptor eval --model DIR --csv test.csv --images images --limit 200 --json",
      "  preceptor eval --model DIR --csv test.csv --images images --metric perplexity=BIOGPT",
      "  preceptor eval --model DIR --csv test.csv --images images --out base.json",
      "  preceptor eval --endpoint https://host/v1 --endpoint-model NAME --csv test.csv --images"
          + " images --out server.json",
      "  preceptor eval --model DIR --csv test.csv --images images --swap-images",
      "  preceptor eval --model recipes/phantom-judge --csv statements/test.csv",
      "",
      "--swap-images shows the accuracy of a model that ignores the image."
    })
public final class Evaluate implements Callable<Integer> {

  /** What a recipe says in place of the options, by its keys. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("--model", "model"),
          Map.entry("--csv", "test_csv"),
          Map.entry("--images", "images"),
          Map.entry("--limit", "eval_limit"),
          Map.entry("--max-new-tokens", "max_completion_length"),
          Map.entry("--batch-size", "eval_batch_size"),
          Map.entry("--prompt-template", "prompt_template"),
          Map.entry("--min-pixels", "min_pixels"),
          Map.entry("--max-pixels", "max_pixels"),
          Map.entry("--device", "device"),
          Map.entry("--endpoint", "model"),
          Map.entry("--grader", "graders"),
          Map.entry("--metric", "metrics"),
          Map.entry("--dtype", "compute_dtype"),
          Map.entry("--threads", "threads"));

  @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "The recipe, as YAML.")
  private Optional<Path> recipe = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model folder in the Hugging Face layout.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "CSV file of questions or statements.")
  private Optional<Path> csv = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder or ZIP file of the images named in the CSV file.")
  private Optional<Path> images = Optional.empty();

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

  @Mixin private ComputeOptions computing;
  @Mixin private AdapterOption adapter;
  @Mixin private AnswerOptions answers;
  @Mixin private ImageBoundsOptions bounds;
  @Mixin private AnsweringServer server;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    if (recipe.isPresent()) {
      requireNoOption();
      answers.checkOut();
      EvaluationRecipe read = EvaluationRecipe.read(recipe.get(), overrides);
      return report(read.run(adapter::on, swapImages, result.progress()));
    }
    requireNoOverride();
    Bounds.require("--limit", limit, 0, Integer.MAX_VALUE);
    Bounds.require("--batch-size", batchSize, 1, Bounds.MAX_RESPONSES);
    Bounds.require("--max-new-tokens", maxNewTokens, 1, Bounds.MAX_NEW_TOKENS);
    Path questions = required("--csv", csv);
    Optional<EndpointSettings> endpoint = server.settings();
    if (endpoint.isPresent()) {
      return report(askServer(questions, endpoint.get()));
    }
    Path folder = required("--model", model);
    if (images.isEmpty()) {
      bounds.requireNone("--images");
      answers.requireNone();
      return new JudgeEvaluation(questions, limit).run(() -> load(folder), result);
    }
    answers.checkOut();
    AnswerPlan plan = answers.plan();
    plan.requireMetrics();
    QuestionEvaluation evaluation =
        new QuestionEvaluation(
            questions,
            images.get(),
            limit,
            OptionalLong.empty(),
            new PromptPlan(PromptTemplate.byName(template), bounds.minPixels(), bounds.maxPixels()),
            batchSize,
            maxNewTokens,
            QuestionEvaluation.Names.OPTIONS);
    return report(evaluation.run(() -> load(folder), swapImages, plan, computing.compute()));
  }

  private QuestionReport askServer(Path questions, EndpointSettings endpoint) {
    requireNone("--model", model);
    if (bounds.minPixels().isPresent() || bounds.maxPixels().isPresent()) {
      throw new InputException(
          "--min-pixels, --max-pixels: the server of --endpoint scales images; remove them");
    }
    answers.checkOut();
    AnswerPlan plan = answers.plan();
    plan.requireMetrics();
    return new EndpointEvaluation(
            questions, required("--images", images), limit, maxNewTokens, endpoint)
        .run(swapImages, answers.kept(), plan, computing.compute());
  }

  private void requireNone(String option, Optional<Path> value) {
    if (value.isPresent()) {
      throw new ParameterException(
          command.commandLine(),
          "%s %s: --endpoint names the server whose model is asked; remove one of them"
              .formatted(option, value.get()));
    }
  }

  private int report(QuestionReport report) {
    answers.write(report);
    AnswerReport more = new AnswerReport(new EvaluationFigures(report.report().results()));
    Map<String, Object> json = report.json();
    more.addTo(json);
    result.print(json, report.text() + more.text());
    return ExitCode.SUCCESS;
  }

  private LanguageModel load(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return adapter.load(checkpoint, computing.compute());
    }
  }

  private void requireNoOption() {
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      String key = KEYS.get(option.longestName());
      if (key != null) {
        throw new ParameterException(
            command.commandLine(),
            "%s: %s decides; use --set %s=…".formatted(option.longestName(), recipe.get(), key));
      }
    }
  }

  private void requireNoOverride() {
    if (!overrides.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--set %s: there is no recipe; give one".formatted(overrides.get(0)));
    }
  }

  private Path required(String option, Optional<Path> value) {
    return value.orElseThrow(
        () ->
            new ParameterException(
                command.commandLine(),
                "Missing required option: '%s'; give it, or a recipe".formatted(option)));
  }
}
