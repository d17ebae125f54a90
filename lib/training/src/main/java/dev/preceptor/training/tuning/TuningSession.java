package dev.preceptor.training.tuning;

import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.RecipeChanges;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.Summary;
import dev.preceptor.run.WholeFile;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.vqa.Rejected;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Executes a run in its folder, from its beginning or from where an earlier process was
 * interrupted.
 *
 * @param <E> an example
 */
public final class TuningSession<E> {

  private final Tuning<E> tuning;
  private final RunFolder run;
  private final Display display;
  private final TuningEvents shown;
  private final StopSignal stop;

  /**
   * @param shown receives the events, to show them
   */
  public TuningSession(
      Tuning<E> tuning, RunFolder run, Display display, TuningEvents shown, StopSignal stop) {
    this.tuning = tuning;
    this.run = run;
    this.display = display;
    this.shown = shown;
    this.stop = stop;
  }

  /**
   * Executes a new run.
   *
   * @throws InputException if the folder exists, or an input cannot be used
   */
  public Summary begin(Recipe given) {
    Recipe recipe = PhantomData.in(run.data(), given);
    return new TuningFolder(run).make(recipe, () -> execute(recipe));
  }

  /**
   * Resumes a run.
   *
   * @throws InputException if the recipe, the model or the data are not those that it was started
   *     with; nothing has changed then
   */
  public Summary resume(Recipe given) {
    return RunLock.holding(
        run,
        () -> {
          Recipe recipe = PhantomData.in(run.data(), given);
          RecipeChanges.requireCompatible(run.name(), original(), recipe);
          return execute(recipe);
        });
  }

  private Recipe original() {
    try {
      return RecipeReader.parse(
          run.recipe().toString(), Utf8.text(Files.readAllBytes(run.recipe())), tuning.job());
    } catch (IOException e) {
      throw new InputException(
          "run %s cannot be resumed: %s cannot be read".formatted(run.name(), run.recipe()), e);
    }
  }

  private Summary execute(Recipe recipe) {
    PhantomData.fill(recipe, run.data(), display::note);
    display.note("reading the model and the questions…");
    try (TuningMetrics metrics = new TuningMetrics(run.metrics());
        TuningRun<E> tuned = new TuningRun<>(tuning, recipe, run.checkpoints(), events(metrics))) {
      requireLength(tuned, metrics.lastStep());
      DiskBudget.requireCheckpoints(
          run, recipe, tuned.maxSteps() - metrics.lastStep(), tuned.checkpointBytes());
      tuned.inputs().record(run.path().resolve("inputs.json"));
      WholeFile.write(run.recipe(), recipe.toYaml());
      display.note(counts(tuned));
      TuningRun.Outcome outcome = tuned.run(metrics.evaluated(), stop::requested);
      Summary summary = metrics.summary(run.name(), outcome, seconds());
      WholeFile.write(run.summary(), JsonLine.of(summary) + "\n");
      if (stop.requested()) {
        display.note(
            outcome.steps() == 0
                ? "stopped before the first step"
                : "stopped after step %d; resume with: preceptor %s --run %s --resume"
                    .formatted(outcome.steps(), tuning.job().command(), run.name()));
        throw new StoppedException();
      }
      return summary;
    } catch (IOException e) {
      throw InputException.cannotBe("written", run.path(), e);
    }
  }

  private void requireLength(TuningRun<E> tuned, int lastStep) {
    if (tuned.maxSteps() < lastStep) {
      throw new InputException(
          "max_steps %d: run %s has already taken %d steps; use %d or more"
              .formatted(tuned.maxSteps(), run.name(), lastStep, lastStep));
    }
  }

  /** The metrics are written before anything is shown. */
  private TuningEvents events(TuningMetrics metrics) {
    return new TuningEvents() {
      @Override
      public void stepped(TuningStep step) {
        metrics.step(step);
        shown.stepped(step);
      }

      @Override
      public void evaluated(int step, Map<String, Double> measured) {
        metrics.evaluation(step, measured);
        shown.evaluated(step, measured);
      }

      @Override
      public void saved(int step, Path folder) {
        shown.saved(step, folder);
      }

      @Override
      public void resumed(int step) {
        shown.resumed(step);
      }

      @Override
      public void damaged(String what) {
        shown.damaged(what);
      }
    };
  }

  private static String counts(TuningRun<?> tuned) {
    String text = "%,d examples, %,d steps".formatted(tuned.examples(), tuned.maxSteps());
    List<Rejected> rejected = tuned.rejected();
    return rejected.isEmpty()
        ? text
        : "%s; %,d rows rejected, first row %d: %s"
            .formatted(text, rejected.size(), rejected.get(0).row(), rejected.get(0).reason());
  }

  private static double seconds() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime())
        / 1000.0;
  }
}
