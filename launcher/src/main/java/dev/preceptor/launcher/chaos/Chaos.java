package dev.preceptor.launcher.chaos;

import dev.preceptor.launcher.ExitCode;
import dev.preceptor.launcher.HelpOption;
import dev.preceptor.launcher.Installation;
import dev.preceptor.launcher.ResultOptions;
import dev.preceptor.launcher.RunFailedException;
import dev.preceptor.launcher.run.RecipeOptions;
import dev.preceptor.launcher.run.RunFolder;
import dev.preceptor.launcher.run.RunsOption;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "Kills a run's processes and compares what comes out.",
      "",
      "Carries a recipe out undisturbed, then once for each seed while broker, services and the launcher"
          + " itself are killed at moments drawn from the seed. Every run must end with the same"
          + " weights and a clean audit. Only processes of these runs are struck.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor chaos recipes/chaos.yaml --kills 10 --seed 1",
      "  preceptor chaos my.yaml --kills 50 --seed 1,2,3,4 --expect SHA256",
      "  preceptor chaos my.yaml --victims learner,broker --faults kill,freeze",
      "",
      "Exit code 1: a run ended with other weights, stuck, or with an audit that is not clean; the"
          + " smallest schedule is shown that still does it."
    })
public final class Chaos implements Callable<Integer> {

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
      description = "Whom to strike: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Victim> victims = List.of(Victim.values());

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "kill",
      description = "What to do: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<Fault> faults;

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
    var expected = expect.orElseGet(() -> undisturbed(read, name));
    List<ChaosOutcome> outcomes = new ArrayList<>();
    boolean ok = true;
    for (long seed : seeds) {
      var schedule = Schedule.draw(seed, kills, read.maxSteps(), victims, faults);
      var outcome = disturbed(read, "%s-seed-%d".formatted(name, seed), schedule);
      outcomes.add(outcome);
      say(ChaosText.of(outcome, expected));
      if (!outcome.isAsExpected(expected)) {
        ok = false;
        reduce(read, "%s-seed-%d".formatted(name, seed), seed, schedule, expected);
      }
    }
    result.print(json(outcomes, expected, ok), text(outcomes, expected, ok));
    return ok ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private String undisturbed(Recipe read, String name) {
    say("carrying the recipe out undisturbed…");
    var outcome = disturbed(read, name + "-calm", new Schedule(List.of()));
    if (!outcome.auditOk()) {
      throw new RunFailedException(
          "the undisturbed run %s did not end well: %s"
              .formatted(outcome.run(), outcome.trouble()));
    }
    var sha256 = outcome.policySha256().orElseThrow();
    say("undisturbed: %.0f s, policy %s".formatted(outcome.seconds(), sha256));
    return sha256;
  }

  private ChaosOutcome disturbed(Recipe read, String name, Schedule schedule) {
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

  private void reduce(Recipe read, String name, long seed, Schedule schedule, String expected) {
    say(
        "seed %d: looking for the smallest schedule that fails, in at most %d runs…"
            .formatted(seed, tries));
    var smallest =
        Reduction.smallest(
            schedule.strikes(),
            part -> fails(read, "%s-part-%d".formatted(name, ++reductions), part, expected),
            tries);
    say("seed %d fails with %d strikes:".formatted(seed, smallest.size()));
    smallest.forEach(strike -> say("  " + strike));
  }

  private boolean fails(Recipe read, String name, List<Strike> part, String expected) {
    var outcome = disturbed(read, name, new Schedule(part));
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

  private Map<String, Object> json(List<ChaosOutcome> outcomes, String expected, boolean ok) {
    var json = new LinkedHashMap<String, Object>();
    json.put("recipe", recipe.toString());
    json.put("policy_sha256", expected);
    json.put("blows", outcomes.stream().mapToInt(outcome -> outcome.blows().size()).sum());
    json.put("ok", ok);
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      all.add(json(seeds.get(i), outcomes.get(i), expected));
    }
    json.put("runs", all);
    return json;
  }

  private static Map<String, Object> json(long seed, ChaosOutcome outcome, String expected) {
    var json = new LinkedHashMap<String, Object>();
    json.put("run", outcome.run());
    json.put("seed", seed);
    json.put("policy_sha256", outcome.policySha256().orElse(null));
    json.put("same_weights", outcome.policySha256().filter(expected::equals).isPresent());
    json.put("audit_ok", outcome.auditOk());
    json.put("launches", outcome.launches());
    json.put("seconds", outcome.seconds());
    json.put("trouble", outcome.trouble());
    json.put("blows", outcome.blows().stream().map(Chaos::json).toList());
    return json;
  }

  private static Map<String, Object> json(Blow blow) {
    var json = new LinkedHashMap<String, Object>();
    json.put("victim", blow.strike().victim().label());
    json.put("process", blow.process());
    json.put("fault", blow.strike().fault().label());
    json.put("frozen_ms", blow.strike().frozenMillis());
    json.put("planned", blow.strike().moment().toString());
    json.put("at", blow.at().toString());
    json.put("second", blow.seconds());
    json.put(
        "recovery_seconds", blow.recovery().isPresent() ? blow.recovery().getAsDouble() : null);
    return json;
  }

  private static String text(List<ChaosOutcome> outcomes, String expected, boolean ok) {
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
