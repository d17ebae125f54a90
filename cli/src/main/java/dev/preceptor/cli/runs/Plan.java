package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.DataFacts;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.study.bench.MeasuredSteps;
import dev.preceptor.study.capacity.CapacityPlan;
import dev.preceptor.study.capacity.Fleet;
import dev.preceptor.study.capacity.MeasuredRates;
import dev.preceptor.study.capacity.PlanReport;
import dev.preceptor.study.capacity.Rates;
import dev.preceptor.vqa.ReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor plan}. */
@Command(
    name = "plan",
    description = {
      "Says how fast a recipe will run on a fleet, and how large the fleet should be.",
      "",
      "Simulates the run's protocol with the times that a measured run took, without models and"
          + " without Kafka: the time of a step, what limits it, how many workers keep the learner"
          + " busy, what the broker has to carry, and the numbers that KEDA needs. Measure with one"
          + " rollout worker on one machine of the kind that the fleet will have.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor bench my.yaml --run measured",
      "  preceptor plan my.yaml --measured measured",
      "  preceptor plan my.yaml --measured measured --rollouts 8 --judges 2",
      "  preceptor plan my.yaml --measured measured --set prompts_per_step=64 --set sampling_unit=4",
      "  preceptor plan my.yaml --measured measured --broker-bandwidth 1000 --json"
    })
public final class Plan implements Callable<Integer> {

  private static final double MEGABYTE = 1e6;

  @Parameters(paramLabel = "RECIPE", description = "The recipe, as YAML.")
  private Path recipe;

  @Option(
      names = "--measured",
      required = true,
      paramLabel = "RUN",
      description = "A run of at least three steps whose metrics say how long things take.")
  private String measured;

  @Option(
      names = "--rollouts",
      paramLabel = "N",
      description = "Rollout workers (default: the recipe's rollout_workers).")
  private Optional<Integer> rollouts;

  @Option(
      names = "--judges",
      paramLabel = "N",
      description = "Workers of each judge (default: the recipe's judge_workers).")
  private Optional<Integer> judges;

  @Option(
      names = "--broker-bandwidth",
      paramLabel = "MB/S",
      description =
          "Megabytes per second that the broker can send to all workers together (default: as many"
              + " as they want).")
  private Optional<Double> bandwidth;

  @Mixin private RecipeOptions changes;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Recipe planned = RecipeReader.read(recipe, Job.TRAIN, changes.overrides());
    RunFolder run = runs.existing(measured);
    Recipe was = RecipeReader.read(run.recipe(), Job.TRAIN, List.of());
    Rates rates = MeasuredRates.of(was, MeasuredSteps.of(run.metrics()));
    requireJudges(planned, was);
    Fleet fleet =
        new Fleet(
            number(
                "--rollouts",
                rollouts.orElse(planned.fleet().rolloutWorkers()),
                CapacityPlan.mostRollouts(planned)),
            number(
                "--judges",
                judges.orElse(planned.fleet().judgeWorkers()),
                CapacityPlan.mostJudges(planned)),
            bytesPerSecond());
    PlanReport report = PlanReport.of(planned, rates, fleet, imageBytes(planned));
    result.print(report, report.text());
    return ExitCode.SUCCESS;
  }

  private void requireJudges(Recipe planned, Recipe was) {
    Set<String> unknown = new TreeSet<>(planned.scoring().awaitedJudges());
    was.scoring().awaitedJudges().forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new InputException(
          "--measured %s: that run had no judge %s, so it is not known how long it takes; measure a run with it"
              .formatted(measured, String.join(", ", unknown)));
    }
  }

  private static int number(String option, int given, int most) {
    if (given < 1) {
      throw new InputException("%s %d is out of range; use 1 or more".formatted(option, given));
    }
    return Math.min(given, most);
  }

  private OptionalDouble bytesPerSecond() {
    bandwidth
        .filter(given -> !(given > 0) || given.isInfinite())
        .ifPresent(
            given -> {
              throw new InputException(
                  "--broker-bandwidth %s is out of range; use a number above 0".formatted(given));
            });
    return bandwidth
        .map(given -> OptionalDouble.of(given * MEGABYTE))
        .orElse(OptionalDouble.empty());
  }

  /** Generated images are grey and noisy: about one byte per pixel. */
  private static long imageBytes(Recipe planned) {
    var data = planned.data();
    return data.phantom()
        .map(phantom -> (long) phantom.size() * phantom.size())
        .filter(bytes -> data.trainCsv().isEmpty())
        .orElseGet(
            () ->
                DataFacts.of(
                        "train_csv",
                        data.trainCsv().orElseThrow(),
                        QuestionFiles.train(planned, ReadOptions.DEFAULT))
                    .imageBytes());
  }
}
