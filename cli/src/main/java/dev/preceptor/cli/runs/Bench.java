package dev.preceptor.cli.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ComputeOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.train.ShortRun;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.plan.ComputePlan;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.run.progress.Display;
import dev.preceptor.study.bench.FamilyBench;
import dev.preceptor.study.bench.ModelBench;
import dev.preceptor.study.bench.ModelRates;
import dev.preceptor.study.bench.ModelSpeed;
import dev.preceptor.study.bench.StepClock;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preceptor bench}: a recipe's speed on this machine. */
@Command(
    name = "bench",
    description = {
      "Measures a recipe's speed on this machine.",
      "",
      "First runs a few training steps with broker and services, as preceptor train does, and"
          + " reports where the time of a step goes; the first two steps are not counted. Then"
          + " measures the recipe's model alone: prefill, decoding, training and its fraction of"
          + " matmul peak (MFU), the optimizer, and publishing and applying a version of the"
          + " weights. Nothing else should run on the machine meanwhile.",
      "",
      "With --model, measures models of any family alone, without a run: one group of responses to"
          + " one question, with an image where the family reads images. Training is an optimizer"
          + " step of all weights on that group; - where the family cannot be trained.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor bench",
      "  preceptor bench my.yaml --set num_generations=16 --json",
      "  preceptor bench recipes/paper/grpo.yaml --steps 4",
      "  preceptor bench --model weights/llava-1.5-7b-hf --dtype bfloat16 --no-training",
      "  preceptor bench --model recipes/phantom-policy --model other-model --json"
    })
public final class Bench implements Callable<Integer> {

  private static final int DEFAULT_STEPS = 10;
  private static final int MAX_SAMPLES = 256;
  private static final int MAX_NEW_TOKENS = 4096;
  private static final Set<String> OF_RECIPES = Set.of("--set", "--steps", "--run", "--runs-dir");
  private static final Set<String> OF_MODELS =
      Set.of("--samples", "--new-tokens", "--no-training", "--device", "--dtype", "--threads");

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "The recipe, as YAML (default: recipes/quickstart.yaml).")
  private Optional<Path> recipe;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model to measure alone; may be repeated.")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "8",
      description = "With --model: responses of the group (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--new-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "With --model: tokens of a response (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--no-training",
      description =
          "With --model: leave training out, which takes several times the memory of the weights.")
  private boolean noTraining;

  @Mixin private ComputeOptions computing;
  @Mixin private RecipeOptions changes;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;
  @Spec private CommandSpec command;

  /** The result. */
  record Answer(
      @JsonProperty("run") String run,
      @JsonProperty("threads") int threads,
      @JsonProperty("step") StepClock step,
      @JsonProperty("model") ModelSpeed model) {

    String text() {
      return "%s\n%s\n(%d threads; the run is %s)"
          .formatted(step.text(), model.text(), threads, run);
    }
  }

  /** The result with {@code --model}. */
  record ModelsAnswer(@JsonProperty("models") List<ModelRates> models) {}

  @Override
  public Integer call() {
    requireOneKind();
    if (!models.isEmpty()) {
      List<ModelRates> rates = measureModels();
      result.print(new ModelsAnswer(rates), ModelRates.table(rates));
      return ExitCode.SUCCESS;
    }
    Path file = recipe.orElseGet(() -> Installation.current().quickstart());
    RunFolder run = runs.folder(changes.run().orElse("bench-" + changes.nameFor(file)));
    Answer answer;
    try (Display display = Displays.of(result)) {
      ShortRun.take(file, overrides(), run, display);
      answer = measure(run, display);
    }
    result.print(answer, answer.text());
    return ExitCode.SUCCESS;
  }

  /** Refuses options that would do nothing. */
  private void requireOneKind() {
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      String name = option.longestName();
      if (models.isEmpty() && OF_MODELS.contains(name)) {
        throw new ParameterException(
            command.commandLine(), name + " needs --model; a recipe has keys, for --set");
      }
      if (!models.isEmpty() && OF_RECIPES.contains(name)) {
        throw new ParameterException(
            command.commandLine(), name + " does not apply to --model; remove it");
      }
    }
    if (!models.isEmpty() && recipe.isPresent()) {
      throw new ParameterException(
          command.commandLine(),
          "%s: a recipe and --model cannot be combined; use one of them".formatted(recipe.get()));
    }
  }

  private List<ModelRates> measureModels() {
    require("--samples", samples, MAX_SAMPLES);
    require("--new-tokens", newTokens, MAX_NEW_TOKENS);
    try (Display display = Displays.of(result)) {
      FamilyBench bench =
          new FamilyBench(samples, newTokens, !noTraining, computing.compute(), display::underway);
      List<ModelRates> rates = new ArrayList<>();
      for (Path folder : models) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
          rates.add(bench.run(folder.toString(), checkpoint));
        }
      }
      return rates;
    }
  }

  private static void require(String name, int value, int max) {
    if (value < 2 || value > max) {
      throw new InputException("%s %d is out of range; use 2 to %d".formatted(name, value, max));
    }
  }

  /** The shortest run that gives a meaningful result, before the changes from the options. */
  private List<String> overrides() {
    List<String> all = new ArrayList<>();
    all.add("max_steps=" + DEFAULT_STEPS);
    all.add("eval_steps=0");
    all.add("eval_limit=1");
    all.addAll(changes.overrides());
    return all;
  }

  private static Answer measure(RunFolder folder, Display display) {
    StepClock step = StepClock.of(folder.metrics());
    Recipe recipe = resolved(folder);
    Torch.threads(recipe.fleet().threads());
    Compute compute = ComputePlan.of(recipe);
    try (Checkpoint checkpoint = Checkpoint.open(recipe.modelFolder())) {
      ModelSpeed model =
          new ModelBench(recipe, prompts(recipe, checkpoint), compute, display::underway)
              .run(checkpoint);
      return new Answer(folder.name(), recipe.fleet().threads(), step, model);
    }
  }

  private static Recipe resolved(RunFolder folder) {
    try {
      return RecipeReader.parse(
          folder.recipe().toString(), Files.readString(folder.recipe()), Job.TRAIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The prompts of one step: the first questions, repeated if there are too few. */
  private static List<TokenizedPrompt> prompts(Recipe recipe, Checkpoint checkpoint) {
    List<Question> questions = QuestionFiles.train(recipe, ReadOptions.DEFAULT).accepted();
    try (Processor processor = Architecture.of(checkpoint).processor(checkpoint)) {
      QuestionPrompts format = PromptPlan.of(recipe).prompts(processor);
      List<TokenizedPrompt> prompts = new ArrayList<>();
      for (int i = 0; i < recipe.sampling().promptsPerStep(); i++) {
        Question question = questions.get(i % questions.size());
        prompts.add(format.prompt(format.text(question), format.image(question)));
      }
      return prompts;
    }
  }
}
