package dev.preceptor.cli.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.train.ShortRun;
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
import dev.preceptor.study.bench.ModelBench;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code preceptor bench}: a recipe's speed on this machine. */
@Command(
    name = "bench",
    description = {
      "Measures a recipe's speed on this machine.",
      "",
      "First runs a few training steps with broker and services, as preceptor train does, and reports"
          + " where the time of a step goes; the first two steps are not counted. Then measures the"
          + " recipe's model alone: prefill, decoding, training and its fraction of matmul peak (MFU), the"
          + " optimizer, and publishing and applying a version of the weights. Nothing else should run on"
          + " the machine meanwhile.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor bench",
      "  preceptor bench my.yaml --set num_generations=16 --json",
      "  preceptor bench recipes/paper/grpo.yaml --steps 4"
    })
public final class Bench implements Callable<Integer> {

  private static final int DEFAULT_STEPS = 10;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "The recipe, as YAML (default: recipes/quickstart.yaml).")
  private Optional<Path> recipe;

  @Mixin private RecipeOptions changes;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

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

  @Override
  public Integer call() {
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
