package dev.preceptor.cli.runs;

import dev.preceptor.chaos.ChaosOutcome;
import dev.preceptor.chaos.ChaosRun;
import dev.preceptor.chaos.DiskFiller;
import dev.preceptor.chaos.Fault;
import dev.preceptor.chaos.FaultSchedule;
import dev.preceptor.chaos.FaultTarget;
import dev.preceptor.chaos.InjectedFault;
import dev.preceptor.chaos.Reduction;
import dev.preceptor.chaos.ScheduledFault;
import dev.preceptor.chaos.TuningChaosRun;
import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor chaos}: proves that runs of a recipe survive faults with unchanged results. */
@Command(
    name = "chaos",
    description = {
      "Injects faults into a run's processes, network and disk.",
      "",
      "Runs a recipe once without faults (the baseline run), then once per seed with faults drawn from that"
          + " seed: the broker, the services and the launcher are killed or frozen, the broker becomes"
          + " unreachable, connections to the broker are reset, slowed down or blocked, the disk fills up."
          + " Every run must end with the weights of the baseline run and a clean audit. Only processes of"
          + " these runs are affected. With --job sft or dpo, the runs are those of that command; their"
          + " audit is that every step is on record once.",
      ""
    },
    footer = {
      "",
      "@|bold Faults|@",
      "  kill, freeze        a process: SIGKILL; SIGSTOP, and SIGCONT some time later",
      "  away                the broker is killed and stays unreachable for a while",
      "  cut, drop           the network: all connections reset; all traffic held back",
      "  latency, throttle   the network: 250 ms latency each way; at most 256 KiB/s",
      "  disk-full           the run's file system is filled; only if at most 8 GB",
      "",
      "@|bold Examples|@",
      "  preceptor chaos recipes/chaos.yaml --kills 10 --seed 1",
      "  preceptor chaos my.yaml --kills 50 --seed 1,2,3,4 --expect SHA256",
      "  preceptor chaos my.yaml --targets learner,broker --faults kill,freeze",
      "  preceptor chaos my.yaml --faults away,drop --longest-seconds 150",
      "  preceptor chaos my.yaml --faults all --runs-dir /mnt/small",
      "  preceptor chaos my.yaml --schedule my.schedule",
      "  preceptor chaos recipes/paper-phantom/dpo.yaml --job dpo --steps 30",
      "",
      "A schedule has one fault per line, such as: freeze learner 0 for 5000 ms at step 7 scored + 300 ms",
      "",
      "Exit code 1: a run ended with different weights, hung, or failed its audit; the smallest schedule"
          + " that still fails is printed, and written to a file for --schedule."
    })
public final class Chaos implements Callable<Integer> {

  private static final String ALL = "all";

  @Parameters(paramLabel = "RECIPE", description = "The recipe, as YAML; a short run is enough.")
  private Path recipe;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "10",
      description = "Faults per run (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "S",
      split = ",",
      defaultValue = "1",
      description = "Seeds of the schedules, one run each (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(
      names = {"--targets", "--victims"},
      paramLabel = "NAME",
      split = ",",
      defaultValue = ALL,
      description =
          "Targets: broker, rollout, judge, reward, learner, eval, launcher, network, disk (default: all).")
  private List<String> targets;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "kill",
      description = "Kinds of fault, as listed below, or all (default: ${DEFAULT-VALUE}).")
  private List<String> faults;

  @Option(
      names = "--longest-seconds",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Longest duration of a fault; durations are drawn from 1 to N (default: ${DEFAULT-VALUE}).")
  private int longestSeconds;

  @Option(
      names = "--schedule",
      paramLabel = "FILE",
      description =
          "Inject the faults of this file, in one run, instead of drawing them from seeds.")
  private Optional<Path> schedule;

  @Option(
      names = "--expect",
      paramLabel = "SHA256",
      description = "SHA-256 of the expected weights; skips the baseline run.")
  private Optional<String> expect;

  @Option(
      names = "--tries",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Maximum number of runs to find the smallest schedule that fails (default:"
              + " ${DEFAULT-VALUE}).")
  private int tries;

  @Option(
      names = "--job",
      paramLabel = "train|sft|dpo",
      defaultValue = "train",
      description =
          "The command that the recipe is for (default: ${DEFAULT-VALUE}). Runs of sft and dpo are one"
              + " process, the launcher, which is killed or frozen.")
  private Job job;

  @Mixin private BrokerOptions broker;
  @Mixin private RecipeOptions changes;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  private final Installation installation = Installation.current();
  private int reductions;

  /**
   * A run with injected faults.
   *
   * @param name name of the run
   * @param seed the seed of its schedule, unless that was read from a file
   */
  private record Trial(String name, Optional<Long> seed, FaultSchedule schedule) {}

  @Override
  public Integer call() {
    if (kills < 0) {
      throw new InputException("--kills %d is out of range; use 0 or more".formatted(kills));
    }
    var read = RecipeReader.read(recipe, job, changes.overrides());
    if (read.maxSteps() < 2) {
      throw new InputException(
          "max_steps %d is too few, because faults are injected between steps; use 2 or more"
              .formatted(read.maxSteps()));
    }
    var name = changes.nameFor(recipe);
    var trials = trials(read, name);
    if (trials.stream().anyMatch(trial -> trial.schedule().has(Fault.DISK_FULL::equals))) {
      DiskFiller.requireSmall(runs.folder(name).runs());
    }
    var expected = expect.orElseGet(() -> baseline(read, name));
    Map<Trial, ChaosOutcome> outcomes = new LinkedHashMap<>();
    Map<Trial, FaultSchedule> smallest = new HashMap<>();
    for (var trial : trials) {
      var outcome = run(read, trial.name(), trial.schedule());
      outcomes.put(trial, outcome);
      say(ChaosText.of(outcome, expected));
      if (!outcome.isAsExpected(expected)) {
        smallest.put(trial, reduce(read, trial, expected));
      }
    }
    boolean ok = smallest.isEmpty();
    result.print(json(outcomes, smallest, expected), text(outcomes.values(), expected, ok));
    return ok ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private List<Trial> trials(Recipe read, String name) {
    if (schedule.isPresent()) {
      var written = FaultSchedule.read(schedule.get());
      if (job != Job.TRAIN) {
        written.faults().stream().map(ScheduledFault::target).forEach(this::requireLauncher);
      }
      if (broker.config().bootstrapServers().isPresent()) {
        written.faults().stream()
            .map(ScheduledFault::target)
            .filter(FaultTarget::needsOwnBroker)
            .findFirst()
            .ifPresent(this::refuse);
      }
      return List.of(new Trial(name + "-schedule", Optional.empty(), written));
    }
    if (longestSeconds < 1 || longestSeconds > ScheduledFault.MAX_MILLIS / 1000) {
      throw new InputException(
          "--longest-seconds %d is out of range; use 1 to %d"
              .formatted(longestSeconds, ScheduledFault.MAX_MILLIS / 1000));
    }
    var drawnTargets = targets();
    var drawnFaults = parsed("--faults", faults, Fault.values(), Fault::label);
    return seeds.stream()
        .map(
            seed ->
                new Trial(
                    "%s-seed-%d".formatted(name, seed),
                    Optional.of(seed),
                    FaultSchedule.draw(
                        seed,
                        kills,
                        read.maxSteps(),
                        drawnTargets,
                        drawnFaults,
                        longestSeconds * 1000)))
        .toList();
  }

  /** Of another's broker, only the run's own processes are hit. */
  private List<FaultTarget> targets() {
    var drawn = parsed("--targets", targets, FaultTarget.values(), FaultTarget::label);
    if (job != Job.TRAIN) {
      if (targets.contains(ALL)) {
        return List.of(FaultTarget.LAUNCHER);
      }
      drawn.forEach(this::requireLauncher);
      return drawn;
    }
    if (broker.config().bootstrapServers().isEmpty()) {
      return drawn;
    }
    if (targets.contains(ALL)) {
      return drawn.stream().filter(target -> !target.needsOwnBroker()).toList();
    }
    drawn.stream().filter(FaultTarget::needsOwnBroker).findFirst().ifPresent(this::refuse);
    return drawn;
  }

  private void requireLauncher(FaultTarget target) {
    if (target != FaultTarget.LAUNCHER) {
      throw new InputException(
          "target %s: a run of %s is one process; use launcher".formatted(target, job.command()));
    }
  }

  private void refuse(FaultTarget target) {
    throw new InputException(
        "%s and target %s: faults of broker, network and disk need the run's own broker; leave one of them out"
            .formatted(broker.config(), target));
  }

  private static <T> List<T> parsed(
      String option, List<String> names, T[] values, Function<T, String> label) {
    if (names.contains(ALL)) {
      return List.of(values);
    }
    try {
      return names.stream()
          .map(name -> ScheduledFault.byLabel(values, label, name))
          .distinct()
          .toList();
    } catch (InputException e) {
      throw new InputException("%s %s".formatted(option, e.getMessage()), e);
    }
  }

  private String baseline(Recipe read, String name) {
    say("running the baseline…");
    var outcome = run(read, name + "-baseline", new FaultSchedule(List.of()));
    if (!outcome.auditOk()) {
      throw new RunFailedException(
          "the baseline run %s failed: %s".formatted(outcome.run(), outcome.trouble()));
    }
    var sha256 = outcome.policySha256().orElseThrow();
    say("baseline: %.0f s, policy %s".formatted(outcome.seconds(), sha256));
    return sha256;
  }

  private ChaosOutcome run(Recipe read, String name, FaultSchedule schedule) {
    var folder = runs.folder(name);
    if (folder.exists()) {
      throw new InputException(
          "--run %s: run %s exists; choose another name".formatted(changes.nameFor(recipe), name));
    }
    if (job != Job.TRAIN) {
      return new TuningChaosRun(installation, folder, job, begin(), schedule, this::say).run();
    }
    return new ChaosRun(
            installation,
            folder,
            begin(),
            read.fleet().partitions(),
            schedule,
            broker.config(),
            this::say)
        .run();
  }

  private List<String> begin() {
    List<String> arguments = new ArrayList<>(List.of(job.command(), recipe.toString()));
    for (var override : changes.overrides()) {
      arguments.addAll(List.of("--set", override));
    }
    return arguments;
  }

  private FaultSchedule reduce(Recipe read, Trial trial, String expected) {
    say(
        "%s: looking for the smallest schedule that fails, in at most %d runs…"
            .formatted(trial.name(), tries));
    var smallest =
        new FaultSchedule(
            Reduction.smallest(
                trial.schedule().faults(),
                part ->
                    fails(read, "%s-part-%d".formatted(trial.name(), ++reductions), part, expected),
                tries));
    var file = runs.folder(trial.name()).runs().resolve(trial.name() + ".schedule");
    smallest.write(file);
    say(
        "%s%s fails with these %d faults, written to %s for --schedule:"
            .formatted(
                trial.name(),
                trial.seed().map(seed -> ", seed " + seed + ",").orElse(""),
                smallest.faults().size(),
                file));
    smallest.faults().forEach(fault -> say("  " + fault));
    return smallest;
  }

  private boolean fails(Recipe read, String name, List<ScheduledFault> part, String expected) {
    var outcome = run(read, name, new FaultSchedule(part));
    boolean fails = !outcome.isAsExpected(expected);
    say("  %d faults: %s".formatted(part.size(), fails ? "fails" : "passes"));
    if (!fails) {
      delete(runs.folder(name));
    }
    return fails;
  }

  private static void delete(RunFolder run) {
    try (var files = Files.walk(run.path())) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw InputException.cannotBe("deleted", run.path(), e);
    }
  }

  private Map<String, Object> json(
      Map<Trial, ChaosOutcome> outcomes, Map<Trial, FaultSchedule> smallest, String expected) {
    var json = new LinkedHashMap<String, Object>();
    json.put("recipe", recipe.toString());
    json.put("policy_sha256", expected);
    json.put(
        "blows", outcomes.values().stream().mapToInt(outcome -> outcome.injected().size()).sum());
    json.put("ok", smallest.isEmpty());
    List<Object> all = new ArrayList<>();
    outcomes.forEach(
        (trial, outcome) -> {
          var run = json(trial, outcome, expected);
          run.put("smallest", smallest.containsKey(trial) ? lines(smallest.get(trial)) : null);
          all.add(run);
        });
    json.put("runs", all);
    return json;
  }

  private static List<String> lines(FaultSchedule schedule) {
    return schedule.faults().stream().map(ScheduledFault::toString).toList();
  }

  private static Map<String, Object> json(Trial trial, ChaosOutcome outcome, String expected) {
    var json = new LinkedHashMap<String, Object>();
    json.put("run", outcome.run());
    json.put("seed", trial.seed().orElse(null));
    json.put("schedule", lines(trial.schedule()));
    json.put("policy_sha256", outcome.policySha256().orElse(null));
    json.put("same_weights", outcome.policySha256().filter(expected::equals).isPresent());
    json.put("audit_ok", outcome.auditOk());
    json.put("launches", outcome.launches());
    json.put("seconds", outcome.seconds());
    json.put("trouble", outcome.trouble());
    json.put("blows", outcome.injected().stream().map(Chaos::json).toList());
    return json;
  }

  private static Map<String, Object> json(InjectedFault injected) {
    var json = new LinkedHashMap<String, Object>();
    json.put("victim", injected.scheduled().target().label());
    json.put("process", injected.process());
    json.put("fault", injected.scheduled().fault().label());
    json.put("lasted_ms", injected.scheduled().millis());
    json.put("planned", injected.scheduled().moment().toString());
    json.put("at", injected.at().toString());
    json.put("second", injected.seconds());
    json.put("recovery_seconds", number(injected.recovery()));
    json.put("ready_seconds", number(injected.ready()));
    json.put("work_seconds", number(injected.work()));
    return json;
  }

  private static Double number(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  private static String text(Collection<ChaosOutcome> outcomes, String expected, boolean ok) {
    return "%s%s"
        .formatted(
            ChaosText.recoveries(outcomes),
            ok
                ? "ok: %d runs ended with the weights of the baseline run, %s"
                    .formatted(outcomes.size(), expected)
                : "NOT ok");
  }

  private void say(String line) {
    var out = result.progress();
    out.println(line);
    out.flush();
  }
}
