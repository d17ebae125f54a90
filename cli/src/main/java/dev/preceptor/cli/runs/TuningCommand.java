package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.training.tuning.Tuning;
import dev.preceptor.training.tuning.TuningRun;
import dev.preceptor.training.tuning.TuningSession;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code preceptor sft} and {@code preceptor dpo} have in common. */
abstract class TuningCommand implements Callable<Integer> {

  private final Tuning<?> tuning;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "The recipe, as YAML (with --resume: the run's recipe).")
  private Optional<Path> recipe;

  @Option(names = "--resume", description = "Resume the run named by --run.")
  private boolean resume;

  @Mixin private RecipeOptions options;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  TuningCommand(Tuning<?> tuning) {
    this.tuning = tuning;
  }

  @Override
  public Integer call() {
    StopSignal stop = StopSignal.install();
    RunFolder folder = folder();
    Recipe given =
        RecipeReader.read(recipe.orElseGet(folder::recipe), tuning.job(), options.overrides());
    Optional<String> unused = ModelFacts.unusedText(TuningRun.requireModel(given));
    Summary summary;
    try (Display display = Displays.of(result)) {
      unused.ifPresent(display::note);
      TuningSession<?> session =
          new TuningSession<>(tuning, folder, display, new TuningProgress(display), stop);
      summary = stop.guarding(() -> resume ? session.resume(given) : session.begin(given));
    }
    result.print(summary, text(summary, folder));
    summary.requireEffect();
    return ExitCode.SUCCESS;
  }

  private RunFolder folder() {
    if (!resume) {
      return runs.folder(
          options.nameFor(
              recipe.orElseThrow(
                  () -> new InputException("RECIPE: missing; name the recipe of the new run"))));
    }
    RunFolder folder =
        runs.existing(
            options
                .run()
                .orElseThrow(
                    () -> new InputException("--resume: name the run to resume with --run NAME")));
    folder.requireBegun();
    return folder;
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
