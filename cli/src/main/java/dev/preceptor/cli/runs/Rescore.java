package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.history.rescore.RescoreResult;
import dev.preceptor.history.rescore.RescoreSession;
import dev.preceptor.history.rescore.RescoreTopics;
import dev.preceptor.history.rescore.ScoringChange;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.RunTopics;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor rescore}: what a run's responses would have been worth. */
@Command(
    name = "rescore",
    description = {
      "Scores a run's responses again, by other rewards or judges.",
      "",
      "Replays the run's rollouts and judgements, live or at rest, through the code that scored them,"
          + " and tells what changes: criteria, advantages, signs, ranks. The run itself is not touched;"
          + " the new scores are in a topic of their own, RUN.rescored-NAME. A judge that was late is"
          + " late again. A judge that the run did not have is asked now, once: its verdicts are kept.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor rescore my-run",
      "  preceptor rescore my-run --set 'rewards=[{name: format, weight: 1}, {name: accuracy, weight: 2}]'",
      "  preceptor rescore my-run --judge semantic_alignment=weights/BioMistral --name biomistral",
      "  preceptor rescore my-run --set algorithm=dr_grpo --follow",
      "",
      "Without a change every score is to come out the same, to the last bit."
    })
public final class Rescore implements Callable<Integer> {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Parameters(paramLabel = "RUN", description = "Name of the run.")
  private String run;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a key that scores depend on: rewards, algorithm, judges, missing_verdict; for"
              + " judges that are asked now also device, compute_dtype, threads. May be repeated.")
  private List<String> overrides = List.of();

  @Option(
      names = "--judge",
      paramLabel = "NAME=DIR",
      description =
          "Have this model judge, beside the run's judges or instead of the one of that name.")
  private Map<String, String> judges = new LinkedHashMap<>();

  @Option(names = "--late-verdicts", description = "Count verdicts that came too late for the run.")
  private boolean lateVerdicts;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the new scores (default: the time).")
  private Optional<String> name;

  @Option(
      names = "--follow",
      description =
          "Of a live run: go on with what it scores from now on, until its end or Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "The broker that has the run's topics, where it is not the run's own.")
  private Optional<String> bootstrapServers;

  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = bootstrapServers.isPresent() ? runs.folder(run) : runs.existing(run);
    var target =
        new RescoreTopics(
            folder.topics(),
            name.orElseGet(() -> STAMP.format(LocalDateTime.now(ZoneId.systemDefault()))));
    var stop = StopSignal.install();
    return stop.guarding(
        () -> {
          RescoreResult outcome;
          try (var display = Displays.of(result)) {
            outcome = rescore(folder, target, display, stop);
          }
          result.print(outcome, outcome.text());
          return ExitCode.SUCCESS;
        });
  }

  private RescoreResult rescore(
      RunFolder folder, RescoreTopics target, Display display, StopSignal stop) {
    try (var broker = BrokerOfRun.find(folder, bootstrapServers, display::note)) {
      if (follow && broker.isOwn()) {
        throw new InputException("--follow: run %s is at rest; leave it out".formatted(run));
      }
      var recipe = new RunTopics(broker.bootstrapServers(), folder.topics()).recipe();
      var change = ScoringChange.of(run, recipe, overrides, judges);
      try (var session =
          new RescoreSession(
              broker.bootstrapServers(), target, change, lateVerdicts, display, stop::requested)) {
        session.recall(broker.bootstrapServers());
        if (follow) {
          session.follow();
        } else {
          session.once();
        }
        return session.result(changes());
      } catch (StoppedException e) {
        display.note(
            "stopped; what judges have said is kept, and another rescore need not ask again");
        throw e;
      }
    }
  }

  private List<String> changes() {
    List<String> changes = new ArrayList<>(overrides);
    judges.forEach((judge, model) -> changes.add("judge " + judge + "=" + model));
    return changes;
  }
}
