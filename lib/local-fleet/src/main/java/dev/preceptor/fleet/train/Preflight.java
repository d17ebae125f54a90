package dev.preceptor.fleet.train;

import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.Installation;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.RecipeChanges;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Consumer;

/** Checks everything that a run needs before anything is created. */
public final class Preflight {

  private final TrainOptions options;
  private final Installation installation;
  private final Consumer<String> underway;

  public Preflight(TrainOptions options, Installation installation) {
    this(options, installation, activity -> {});
  }

  /**
   * @param underway is told what is being checked, where that takes long
   */
  public Preflight(TrainOptions options, Installation installation, Consumer<String> underway) {
    this.options = options;
    this.installation = installation;
    this.underway = underway;
  }

  /**
   * Checks a new run.
   *
   * @throws InputException if it cannot start; nothing has been created then
   */
  public RunPlan begin(RunFolder run) {
    if (run.exists()) {
      throw new InputException(
          "--run %s: this run exists; add --resume to resume it, or choose another name"
              .formatted(run.name()));
    }
    var recipe = RecipeReader.read(options.recipe(), Job.TRAIN, options.overrides());
    options.kafka().access().ifPresent(broker -> requireNew(run, broker));
    return check(run, recipe, 0, false);
  }

  /**
   * Checks a run to resume.
   *
   * @throws InputException if it cannot be resumed
   */
  public RunPlan resume(RunFolder run) {
    var original = read(run);
    var now = RecipeReader.read(options.recipe(), Job.TRAIN, options.overrides());
    RecipeChanges.requireCompatible(run.name(), original, PhantomData.in(run.data(), now));
    int done = stepsOnRecord(run);
    if (now.maxSteps() < done) {
      throw new InputException(
          "max_steps %d: run %s has already taken %d steps; use %d or more"
              .formatted(now.maxSteps(), run.name(), done, done));
    }
    return check(run, now, done, true);
  }

  private RunPlan check(RunFolder run, Recipe recipe, int stepsDone, boolean resumed) {
    for (var service : Service.values()) {
      installation.serviceJar(service.label());
    }
    if (!resumed) {
      options.ports().requireFree();
    }
    options.kafka().access().ifPresent(RunTopics::requireBroker);
    var complete = PhantomData.in(run.data(), recipe);
    boolean drawn =
        complete.data().trainCsv().filter(csv -> csv.startsWith(run.data())).isPresent();
    var inputs = InputCheck.of(complete, drawn, !resumed, underway);
    var model = inputs.model();
    var data = inputs.data();
    var imageBytes = data.isEmpty() ? generatedImageBytes(complete) : data.get(0).imageBytes();
    DiskBudget.require(run, recipe, recipe.maxSteps() - stepsDone, model, imageBytes);
    return new RunPlan(run, complete, resumed, model, data, stepsDone, inputs.warnings());
  }

  private static void requireNew(RunFolder run, BrokerAccess broker) {
    RunTopics.requireBroker(broker);
    if (new RunTopics(broker, run.topics()).exist()) {
      throw new InputException(
          "--run %s: the broker at %s already has topics of that name; choose another name"
              .formatted(run.name(), broker.bootstrapServers()));
    }
  }

  /** Generated images are grey and noisy: about one byte per pixel. */
  private static long generatedImageBytes(Recipe recipe) {
    int size = recipe.data().phantom().orElseThrow().size();
    return (long) size * size;
  }

  private static Recipe read(RunFolder run) {
    try {
      return RecipeReader.parse(run.recipe().toString(), Files.readString(run.recipe()), Job.TRAIN);
    } catch (IOException e) {
      throw new InputException(
          "run %s cannot be resumed: %s cannot be read".formatted(run.name(), run.recipe()), e);
    }
  }

  private static int stepsOnRecord(RunFolder run) {
    try {
      return MetricsLog.lastStep(run.metrics());
    } catch (IOException e) {
      throw InputException.cannotBe("read", run.metrics(), e);
    }
  }
}
