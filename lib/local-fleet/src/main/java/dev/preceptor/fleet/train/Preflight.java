package dev.preceptor.fleet.train;

import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.JudgeEndpoint;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.DataFacts;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.Installation;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RecipeChanges;
import dev.preceptor.run.RunDisks;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.vqa.http.RemoteServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Checks everything that a run needs before anything is created. */
public final class Preflight {

  private final TrainOptions options;
  private final Installation installation;

  public Preflight(TrainOptions options, Installation installation) {
    this.options = options;
    this.installation = installation;
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
    options.bootstrapServers().ifPresent(servers -> requireNew(run, servers));
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
    RecipeChanges.requireCompatible(run.name(), original, withData(now, run));
    int done = stepsOnRecord(run);
    if (now.maxSteps() < done) {
      throw new InputException(
          "max_steps %d: run %s has already taken %d steps; use %d or more"
              .formatted(now.maxSteps(), run.name(), done, done));
    }
    return check(run, now, done, true);
  }

  private RunPlan check(RunFolder run, Recipe recipe, int stepsDone, boolean resumed) {
    GroupScoring.of(recipe, ""); // rejects unknown rewards and algorithms
    for (var service : Service.values()) {
      installation.serviceJar(service.label());
    }
    if (!resumed) {
      options.ports().requireFree();
    }
    options.bootstrapServers().ifPresent(RunTopics::requireBroker);
    var model = ModelFacts.of(recipe);
    for (var judge : recipe.scoring().judges()) {
      requireUsable(judge);
    }
    var complete = withData(recipe, run);
    var data = isGenerated(complete, run) ? List.<DataFacts>of() : checkData(complete);
    var imageBytes = data.isEmpty() ? generatedImageBytes(complete) : data.get(0).imageBytes();
    int steps = recipe.maxSteps() - stepsDone;
    long bytes = DiskBudget.bytes(recipe, steps, model, imageBytes);
    if (RunDisks.separateCheckpoints(run)) {
      long checkpoints = DiskBudget.checkpointBytes(recipe, steps, model);
      DiskBudget.require(run.checkpoints(), checkpoints);
      bytes -= checkpoints;
    }
    DiskBudget.require(run.runs(), bytes);
    return new RunPlan(run, complete, resumed, model, data, stepsDone);
  }

  /** Does not contact a server: if it is unreachable, the judge deadline applies. */
  private static void requireUsable(JudgeKeys judge) {
    try {
      if (judge.source() instanceof JudgeFolder folder) {
        requireLanguageModel(folder);
      } else if (judge.source() instanceof JudgeEndpoint endpoint) {
        RemoteServer.of(endpoint.url().toString(), endpoint.apiKeyEnv());
      }
    } catch (InputException e) {
      throw new InputException("judges, %s: %s".formatted(judge.name(), e.getMessage()), e);
    }
  }

  private static void requireLanguageModel(JudgeFolder folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder.model())) {
      Architecture.of(checkpoint);
    }
  }

  private static void requireNew(RunFolder run, String bootstrapServers) {
    RunTopics.requireBroker(bootstrapServers);
    if (new RunTopics(bootstrapServers, run.topics()).exist()) {
      throw new InputException(
          "--run %s: the broker at %s already has topics of that name; choose another name"
              .formatted(run.name(), bootstrapServers));
    }
  }

  /** Reads the training and the test questions, in this order. */
  private static List<DataFacts> checkData(Recipe recipe) {
    var data = recipe.data();
    var images = data.images().orElseThrow();
    return List.of(
        DataFacts.of("train_csv", data.trainCsv().orElseThrow(), images),
        DataFacts.of("test_csv", data.testCsv().orElseThrow(), images));
  }

  private static boolean isGenerated(Recipe recipe, RunFolder run) {
    return recipe.data().trainCsv().filter(csv -> csv.startsWith(run.data())).isPresent();
  }

  /** Generated images are grey and noisy: about one byte per pixel. */
  private static long generatedImageBytes(Recipe recipe) {
    int size = recipe.data().phantom().orElseThrow().size();
    return (long) size * size;
  }

  /**
   * The recipe with the paths of the data set that is generated into the run's folder, if it is.
   */
  private static Recipe withData(Recipe recipe, RunFolder run) {
    if (recipe.data().trainCsv().isPresent() || recipe.data().phantom().isEmpty()) {
      return recipe;
    }
    var data = run.data();
    return recipe.withData(
        data.resolve("train.csv"), data.resolve("test.csv"), data.resolve("images"));
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
      throw new InputException(run.metrics() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
