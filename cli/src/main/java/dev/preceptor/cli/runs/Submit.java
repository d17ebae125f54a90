package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.train.Submission;
import dev.preceptor.fleet.train.SubmittedRun;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.InputRoots;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.TopicDurability;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor submit}: defines a run for services that run elsewhere. */
@Command(
    name = "submit",
    description = {
      "Defines a run for services that run elsewhere, such as on Kubernetes.",
      "",
      "Checks the recipe, the model and the data as preceptor train does, makes the run's topics and"
          + " publishes its definition, and starts nothing. Models must lie below a folder in"
          + " PRECEPTOR_MODELS and data below one in PRECEPTOR_DATA: the definition holds their names"
          + " below it and their hashes, and each service finds them below its own folders. A run that"
          + " was stopped goes on if it is submitted again.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor submit recipes/quickstart.yaml --run first --bootstrap-servers kafka:9092",
      "  preceptor submit my.yaml --run mine --replication-factor 3 --min-insync-replicas 2",
      "  preceptor watch mine --bootstrap-servers kafka:9092"
    })
public final class Submit implements Callable<Integer> {

  private static final int MAX_REPLICAS = 32;

  @Parameters(paramLabel = "RECIPE", description = "The recipe, as YAML.")
  private Path recipe;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      description = "Replicas of each partition (default: the cluster's).")
  private Optional<Integer> replicas;

  @Option(
      names = "--min-insync-replicas",
      paramLabel = "N",
      description = "Replicas that must have a record before it counts (default: the cluster's).")
  private Optional<Integer> minInsync;

  @Mixin private RecipeOptions changes;
  @Mixin private BrokerOptions broker;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = new RunFolder(Path.of(RunFolder.DEFAULT_RUNS), changes.nameFor(recipe));
    var durability =
        new TopicDurability(
            number("--replication-factor", replicas), number("--min-insync-replicas", minInsync));
    SubmittedRun submitted;
    try (var display = Displays.of(result)) {
      var submission =
          new Submission(
              folder.topics(),
              access(broker.config()),
              InputRoots.of(System.getenv()),
              durability,
              display);
      submitted =
          submission.submit(
              RecipeReader.read(recipe, Job.TRAIN, changes.overrides()),
              Path.of(System.getProperty("java.io.tmpdir"), "questions"));
    }
    result.print(submitted, submitted.text());
    return ExitCode.SUCCESS;
  }

  /** The broker that the user names; a run of this kind has none of its own. */
  static BrokerAccess access(ClientConfig kafka) {
    return kafka
        .access()
        .orElseThrow(
            () ->
                new InputException(
                    "no broker is named: add --bootstrap-servers HOST:PORT, or set KAFKA_BOOTSTRAP_SERVERS"));
  }

  private static OptionalInt number(String option, Optional<Integer> given) {
    given
        .filter(number -> number < 1 || number > MAX_REPLICAS)
        .ifPresent(
            number -> {
              throw new InputException(
                  "%s %d is out of range; use 1 to %d".formatted(option, number, MAX_REPLICAS));
            });
    return given.map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
