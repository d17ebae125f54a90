package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.Summary;
import dev.preceptor.run.WholeFile;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.training.sft.SftFolder;
import dev.preceptor.training.sft.SftMetrics;
import dev.preceptor.training.sft.SftRun;
import dev.preceptor.vqa.Rejected;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code preceptor sft}: supervised fine-tuning. */
@Command(
    name = "sft",
    description = {
      "Fine-tunes a model on demonstrations (supervised).",
      "",
      "Trains with next-token loss on the answers, from a model folder or from random weights. The"
          + " run's folder, runs/NAME, holds recipe.yaml, metrics.jsonl (a line for each step and"
          + " each evaluation), summary.json and checkpoints/step-N.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor sft recipes/phantom-sft.yaml --run phantom-policy",
      "  preceptor sft my.yaml --steps 20 --set learning_rate=1e-4 --set eval_steps=0",
      "",
      "Ctrl-C saves the weights and ends the run."
    })
public final class Sft implements Callable<Integer> {

  @Parameters(paramLabel = "RECIPE", description = "The recipe, as YAML.")
  private Path recipe;

  @Mixin private RecipeOptions options;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Recipe given = RecipeReader.read(recipe, Job.SFT, options.overrides());
    RunFolder folder = runs.folder(options.nameFor(recipe));
    Optional<String> unused = ModelFacts.unusedText(SftRun.requireModel(given));
    StopSignal stop = StopSignal.install();
    Summary summary;
    try (Display display = Displays.of(result)) {
      unused.ifPresent(display::note);
      summary =
          stop.guarding(() -> SftFolder.make(folder, made -> train(made, given, display, stop)));
    }
    result.print(summary, text(summary, folder));
    summary.requireEffect();
    return ExitCode.SUCCESS;
  }

  private Summary train(RunFolder folder, Recipe given, Display display, StopSignal stop)
      throws IOException {
    Recipe complete = SftFolder.withQuestions(folder, given, display::note);
    WholeFile.write(folder.recipe(), complete.toYaml());
    display.note("reading the model and the questions…");
    Path checkpoints = folder.checkpoints();
    try (SftMetrics metrics = new SftMetrics(folder.metrics());
        SftRun sft = new SftRun(complete, checkpoints, new SftProgress(metrics, display))) {
      display.note(counts(sft));
      SftRun.Outcome outcome = sft.run(stop::requested);
      Summary summary = metrics.summary(folder.name(), outcome, seconds());
      WholeFile.write(folder.summary(), JsonLine.of(summary) + "\n");
      if (stop.requested()) {
        display.note("stopped after step %d".formatted(outcome.steps()));
        throw new StoppedException();
      }
      return summary;
    }
  }

  private static String counts(SftRun sft) {
    String text = "%,d examples, %,d steps".formatted(sft.examples(), sft.maxSteps());
    List<Rejected> rejected = sft.rejected();
    return rejected.isEmpty()
        ? text
        : "%s; %,d rows rejected, first row %d: %s"
            .formatted(text, rejected.size(), rejected.get(0).row(), rejected.get(0).reason());
  }

  private static double seconds() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime())
        / 1000.0;
  }

  private static String text(Summary summary, RunFolder folder) {
    return """
    run %s: %,d steps in %.0f s
      test accuracy  %.1f %% -> %.1f %%
      weights        %s
      folder         %s\
    """
        .formatted(
            summary.run(),
            summary.steps(),
            summary.seconds(),
            100 * summary.accuracyBefore(),
            100 * summary.accuracyAfter(),
            summary.policySha256(),
            folder.path());
  }
}
