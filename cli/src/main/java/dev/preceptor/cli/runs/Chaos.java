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

/**
 * {@code preceptor chaos}: proves that a recipe's runs survive what can happen to their processes.
 */
@Command(
    name = "chaos",
    description = {
      "Does things to a run's processes, network and disk, and compares what comes out.",
      "",
      "Carries a recipe out undisturbed, then once for each seed while strikes drawn from the seed happen to it:"
          + " broker, services and the launcher itself are killed or frozen, the broker is out of reach, what"
          + " passes between it and the others is cut, slowed or swallowed, the disk is full. Every run must"
          + " end with the same weights and a clean audit. Only processes of these runs are struck.",
      ""
    },
    footer = {
      "",
      "@|bold Faults|@",
      "  kill, freeze        a process: SIGKILL; SIGSTOP, and SIGCONT some time later",
      "  away                the broker is killed, and connections to it are refused for a while",
      "  cut, drop           the network: every connection is reset; or nothing passes, as in a black hole",
      "  latency, throttle   the network: 250 ms late each way; or no more than 256 KiB a second",
      "  disk-full           no byte is free where the run is; only on a file system of at most 8 GB",
      "",
      "@|bold Examples|@",
      "  preceptor chaos recipes/chaos.yaml --kills 10 --seed 1",
      "  preceptor chaos my.yaml --kills 50 --seed 1,2,3,4 --expect SHA256",
      "  preceptor chaos my.yaml --victims learner,broker --faults kill,freeze",
      "  preceptor chaos my.yaml --faults away,drop --longest-seconds 150",
      "  preceptor chaos my.yaml --faults all --runs-dir /mnt/small",
      "  preceptor chaos my.yaml --schedule my.schedule",
      "",
      "A schedule has a strike a line, such as: freeze learner 0 for 5000 ms at step 7 scored + 300 ms",
      "",
      "Exit code 1: a run ended with other weights, stuck, or with an audit that is not clean; the"
          + " smallest schedule is shown that still does it, and written to a file for --schedule."
    })
public final class Chaos implements Callable<Integer> {

  private static final String ALL = "all";

  @Parameters(paramLabel = "RECIPE", description = "What to do, as YAML; a small one will do.")
  private Path recipe;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "10",
      description = "Strikes in each run (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "S",
      split = ",",
      defaultValue = "1",
      description = "Seeds, one run each (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(
      names = "--victims",
      paramLabel = "NAME",
      split = ",",
      defaultValue = ALL,
      description =
          "Whom to strike: broker, rollout, judge, reward, learner, eval, launcher, network, disk (default: all).")
  private List<String> victims;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "kill",
      description = "What to do, as below, or all (default: ${DEFAULT-VALUE}).")
  private List<String> faults;

  @Option(
      names = "--longest-seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Faults with an end last 1 to N seconds (default: ${DEFAULT-VALUE}).")
  private int longestSeconds;

  @Option(
      names = "--schedule",
      paramLabel = "FILE",
      description = "Do what the file says, once, in place of what is drawn from seeds.")
  private Optional<Path> schedule;

  @Option(
      names = "--expect",
      paramLabel = "SHA256",
      description = "The weights of the undisturbed run, where it has been carried out before.")
  private Optional<String> expect;

  @Option(
      names = "--tries",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Runs made to find the smallest schedule that fails (default: ${DEFAULT-VALUE}).")
  private int tries;

  @Mixin private RecipeOptions changes;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  private final Installation installation = Installation.current();
  private int reductions;

  /**
   * A run that is to be disturbed.
   *
   * @param name of the run
   * @param seed that its schedule was drawn from, where it was
   */
  private record Trial(String name, Optional<Long> seed, FaultSchedule schedule) {}

  @Override
  public Integer call() {
    if (kills < 0) {
      throw new InputException("--kills %d: use 0 or more".formatted(kills));
    }
    var read = RecipeReader.read(recipe, Job.TRAIN, changes.overrides());
    if (read.maxSteps() < 2) {
      throw new InputException(
          "max_steps %d: nothing can be struck between steps; use 2 or more"
              .formatted(read.maxSteps()));
    }
    var name = changes.nameFor(recipe);
    var trials = trials(read, name);
    if (trials.stream().anyMatch(trial -> trial.schedule().has(Fault.DISK_FULL::equals))) {
      DiskFiller.requireSmall(runs.folder(name).runs());
    }
    var expected = expect.orElseGet(() -> undisturbed(read, name));
    Map<Trial, ChaosOutcome> outcomes = new LinkedHashMap<>();
    Map<Trial, FaultSchedule> smallest = new HashMap<>();
    for (var trial : trials) {
      var outcome = disturbed(read, trial.name(), trial.schedule());
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
      return List.of(
          new Trial(name + "-schedule", Optional.empty(), FaultSchedule.read(schedule.get())));
    }
    if (longestSeconds < 1 || longestSeconds > ScheduledFault.MAX_MILLIS / 1000) {
      throw new InputException(
          "--longest-seconds %d: use 1 to %d"
              .formatted(longestSeconds, ScheduledFault.MAX_MILLIS / 1000));
    }
    var whom = named("--victims", victims, FaultTarget.values(), FaultTarget::label);
    var what = named("--faults", faults, Fault.values(), Fault::label);
    return seeds.stream()
        .map(
            seed ->
                new Trial(
                    "%s-seed-%d".formatted(name, seed),
                    Optional.of(seed),
                    FaultSchedule.draw(
                        seed, kills, read.maxSteps(), whom, what, longestSeconds * 1000)))
        .toList();
  }

  private static <T> List<T> named(
      String option, List<String> names, T[] values, Function<T, String> label) {
    if (names.contains(ALL)) {
      return List.of(values);
    }
    try {
      return names.stream()
          .map(name -> ScheduledFault.named(values, label, name))
          .distinct()
          .toList();
    } catch (InputException e) {
      throw new InputException("%s %s".formatted(option, e.getMessage()), e);
    }
  }

  private String undisturbed(Recipe read, String name) {
    say("carrying the recipe out undisturbed…");
    var outcome = disturbed(read, name + "-calm", new FaultSchedule(List.of()));
    if (!outcome.auditOk()) {
      throw new RunFailedException(
          "the undisturbed run %s did not end well: %s"
              .formatted(outcome.run(), outcome.trouble()));
    }
    var sha256 = outcome.policySha256().orElseThrow();
    say("undisturbed: %.0f s, policy %s".formatted(outcome.seconds(), sha256));
    return sha256;
  }

  private ChaosOutcome disturbed(Recipe read, String name, FaultSchedule schedule) {
    var folder = runs.folder(name);
    if (folder.exists()) {
      throw new InputException(
          "--run %s: run %s is there already; choose another name"
              .formatted(changes.nameFor(recipe), name));
    }
    return new ChaosRun(
            installation, folder, train(), read.fleet().partitions(), schedule, this::say)
        .carryOut();
  }

  private List<String> train() {
    List<String> arguments = new ArrayList<>(List.of("train", recipe.toString()));
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
                trial.schedule().strikes(),
                part ->
                    fails(read, "%s-part-%d".formatted(trial.name(), ++reductions), part, expected),
                tries));
    var file = runs.folder(trial.name()).runs().resolve(trial.name() + ".schedule");
    smallest.write(file);
    say(
        "%s%s fails with these %d strikes, which are in %s for --schedule:"
            .formatted(
                trial.name(),
                trial.seed().map(seed -> ", seed " + seed + ",").orElse(""),
                smallest.strikes().size(),
                file));
    smallest.strikes().forEach(strike -> say("  " + strike));
    return smallest;
  }

  private boolean fails(Recipe read, String name, List<ScheduledFault> part, String expected) {
    var outcome = disturbed(read, name, new FaultSchedule(part));
    boolean fails = !outcome.isAsExpected(expected);
    say("  %d strikes: %s".formatted(part.size(), fails ? "fails" : "ends well"));
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
      throw new InputException(run.path() + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  private Map<String, Object> json(
      Map<Trial, ChaosOutcome> outcomes, Map<Trial, FaultSchedule> smallest, String expected) {
    var json = new LinkedHashMap<String, Object>();
    json.put("recipe", recipe.toString());
    json.put("policy_sha256", expected);
    json.put("blows", outcomes.values().stream().mapToInt(outcome -> outcome.blows().size()).sum());
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
    return schedule.strikes().stream().map(ScheduledFault::toString).toList();
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
    json.put("blows", outcome.blows().stream().map(Chaos::json).toList());
    return json;
  }

  private static Map<String, Object> json(InjectedFault blow) {
    var json = new LinkedHashMap<String, Object>();
    json.put("victim", blow.strike().victim().label());
    json.put("process", blow.process());
    json.put("fault", blow.strike().fault().label());
    json.put("lasted_ms", blow.strike().millis());
    json.put("planned", blow.strike().moment().toString());
    json.put("at", blow.at().toString());
    json.put("second", blow.seconds());
    json.put("recovery_seconds", number(blow.recovery()));
    json.put("ready_seconds", number(blow.ready()));
    json.put("work_seconds", number(blow.work()));
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
                ? "ok: %d runs ended with the weights of the undisturbed one, %s"
                    .formatted(outcomes.size(), expected)
                : "NOT ok");
  }

  private void say(String line) {
    var out = result.progress();
    out.println(line);
    out.flush();
  }
}
