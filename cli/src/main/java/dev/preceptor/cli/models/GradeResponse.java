package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.vqa.grading.Graded;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor grade}: the rewards of a response. */
@Command(
    name = "grade",
    description = {
      "Shows each reward of a response with its check and reason.",
      "",
      "The response must be complete, including <think>. Choices may include their letters. With"
          + " --recipe it uses the recipe's rewards with their weights and parameters, and sums them."
          + " Rewards decided by judges are not computed; use preceptor judge.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor grade --response '<think>a bean</think><answer>B</answer>' \\",
      "    --choices A:Liver B:Kidney C:Spleen D:Lung --answer B",
      "  preceptor grade --requests responses.jsonl --recipe recipes/paper/grpo.yaml",
      "",
      "A line of the requests file: {\"response\": \"…\", \"choices\": [\"Liver\", …], \"answer\": \"B\"}"
    })
public final class GradeResponse implements Callable<Integer> {

  private static final Set<String> FIELDS =
      Set.of("response", "choices", "answer", "question", "thinking_tokens");

  @Option(names = "--response", paramLabel = "TEXT", description = "The model's response.")
  private Optional<String> response;

  @Option(
      names = "--choices",
      paramLabel = "TEXT...",
      hideParamSyntax = true,
      arity = "1..26",
      description = "The choices, in the order A, B, C, D.")
  private List<String> choices = List.of();

  @Option(names = "--answer", paramLabel = "LETTER", description = "Letter of the correct choice.")
  private Optional<String> answer;

  @Option(names = "--question", paramLabel = "TEXT", description = "The question.")
  private Optional<String> question;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Measure the thinking text in this model's tokens (default: the recipe's model if its folder"
              + " exists, else in words).")
  private Optional<Path> model;

  @Option(
      names = "--thinking-tokens",
      paramLabel = "N",
      description = "Length of the thinking text in tokens, if known.")
  private Optional<Integer> thinkingTokens;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description = "Grade with the rewards of this recipe (default: all rewards).")
  private Optional<Path> recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe; may be repeated.")
  private List<String> overrides = List.of();

  @Mixin private RequestOptions requests;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** A response, and the length of its thinking if given. */
  private record Request(Graded graded, Optional<Integer> thinkingTokens) {}

  @Override
  public Integer call() {
    Optional<Recipe> by = recipe.map(file -> RecipeReader.read(file, Job.TRAIN, overrides));
    Breakdown breakdown = Breakdown.of(by);
    if (requests.given()) {
      var all = requests.read(FIELDS, this::request);
      try (ThinkingCounter counter = ThinkingCounter.of(model(by))) {
        requests.answer(all, request -> answer(request, breakdown, counter));
      }
    } else {
      Request request = request();
      try (ThinkingCounter counter = ThinkingCounter.of(model(by))) {
        Breakdown.Answer given = answer(request, breakdown, counter);
        result.print(given, given.text());
      }
    }
    return ExitCode.SUCCESS;
  }

  private Optional<Path> model(Optional<Recipe> by) {
    return model.or(
        () -> by.map(Recipe::modelFolder).filter(folder -> folder.toFile().isDirectory()));
  }

  private Request request() {
    if (choices.isEmpty()) {
      throw requests.missing("--choices");
    }
    Graded graded =
        Graded.of(
            response.orElseThrow(() -> requests.missing("--response")),
            choices,
            answer.orElseThrow(() -> requests.missing("--answer")));
    return new Request(graded.with(question.orElse(""), OptionalInt.empty()), thinkingTokens);
  }

  private Request request(RequestLine line) {
    List<String> given = line.texts("choices").orElse(choices);
    if (given.isEmpty()) {
      throw requests.missing("choices");
    }
    Graded graded =
        Graded.of(
            line.text("response")
                .or(() -> response)
                .orElseThrow(() -> requests.missing("response")),
            given,
            line.text("answer").or(() -> answer).orElseThrow(() -> requests.missing("answer")));
    String asked = line.text("question").or(() -> question).orElse("");
    return new Request(
        graded.with(asked, OptionalInt.empty()),
        line.integer("thinking_tokens").or(() -> thinkingTokens));
  }

  private static Breakdown.Answer answer(
      Request request, Breakdown breakdown, ThinkingCounter counter) {
    Graded graded = request.graded();
    if (request.thinkingTokens().isPresent()) {
      int given = request.thinkingTokens().get();
      Bounds.require("thinking_tokens", given, 0, Integer.MAX_VALUE);
      return breakdown.of(graded.with(graded.question(), OptionalInt.of(given)), "tokens");
    }
    int counted = counter.count(graded.response());
    return breakdown.of(graded.with(graded.question(), OptionalInt.of(counted)), counter.unit());
  }
}
