package dev.preceptor.cli.runs;

import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.train.Preflight;
import dev.preceptor.fleet.train.TrainOptions;
import dev.preceptor.fleet.train.TrainingSession;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.TemporaryFolder;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.study.table.RowTraining;
import dev.preceptor.study.table.TableRow;
import dev.preceptor.training.dpo.PreferenceTuning;
import dev.preceptor.training.sft.SupervisedTuning;
import dev.preceptor.training.tuning.Tuning;
import dev.preceptor.training.tuning.TuningRun;
import dev.preceptor.training.tuning.TuningSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trains rows of the table as {@code train}, {@code sft} and {@code dpo} do, and goes on with their
 * {@code --resume}.
 *
 * @param display shows their progress
 * @param stop ends them
 */
record TableTraining(Display display, StopSignal stop) implements RowTraining {

  @Override
  public Path train(TableRow row, List<String> overrides, RunFolder run) {
    deleteUnlessBegun(run);
    Summary summary =
        switch (row.job()) {
          case TRAIN -> reinforced(row.recipe(), overrides, run);
          case SFT -> tuned(new SupervisedTuning(), row.recipe(), overrides, run);
          case DPO -> tuned(new PreferenceTuning(), row.recipe(), overrides, run);
          case EVAL -> throw new IllegalArgumentException(row.name() + " is not trained");
        };
    summary.withoutEffect().forEach(what -> display.note(run.name() + ": " + what));
    return run.newestCheckpoint()
        .orElseThrow(() -> new InputException(run.path() + ": has no checkpoint"));
  }

  /** A process that was killed at once leaves a folder without a recipe, which nothing resumes. */
  private static void deleteUnlessBegun(RunFolder run) {
    if (run.exists() && !Files.exists(run.recipe())) {
      TemporaryFolder.delete(run.path());
    }
  }

  private Summary reinforced(Path recipe, List<String> overrides, RunFolder run) {
    Installation installation = Installation.current();
    TrainOptions options =
        new TrainOptions(recipe, overrides, BrokerPorts.free(), ClientConfig.none());
    Preflight preflight = new Preflight(options, installation, display::underway);
    if (!run.exists()) {
      return new TrainingSession(preflight.begin(run), options, installation, display, stop)
          .begin();
    }
    int steps = RecipeReader.read(recipe, Job.TRAIN, overrides).maxSteps();
    Optional<Summary> ended =
        Summary.read(run.summary()).filter(summary -> summary.steps() == steps);
    return ended.orElseGet(
        () ->
            RunLock.holding(
                run,
                () ->
                    new TrainingSession(preflight.resume(run), options, installation, display, stop)
                        .resume()));
  }

  private <E> Summary tuned(Tuning<E> tuning, Path file, List<String> overrides, RunFolder run) {
    Recipe recipe = RecipeReader.read(file, tuning.job(), overrides);
    TuningRun.requireModel(recipe);
    TuningSession<E> session =
        new TuningSession<>(tuning, run, display, new TuningProgress(display), stop);
    return stop.guarding(() -> run.exists() ? session.resume(recipe) : session.begin(recipe));
  }
}
