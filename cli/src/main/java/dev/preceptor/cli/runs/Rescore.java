package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.history.rescore.RescoreResult;
import dev.preceptor.history.rescore.RescoreSession;
import dev.preceptor.history.rescore.RescoreTopics;
import dev.preceptor.history.rescore.ScoringChange;
import dev.preceptor.models.InputException;
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

/** {@code preceptor rescore}: scores a run's responses by other rewards or judges. */
@Command(
    name = "rescore",
    description = {
      "Rescores a run's responses with other rewards or judges.",
      "",
      "Replays the run's rollouts and judgements, live or stopped, through the same scoring code, and"
          + " reports what changes: rewards, advantages, their signs, ranks. The run itself is not changed;"
          + " the new scores go to a separate topic, RUN.rescored-NAME. Verdicts that came too late for the"
          + " run still count as late. A judge that the run did not have is asked now, once; its verdicts"
          + " are stored.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor rescore my-run",
      "  preceptor rescore my-run --set 'rewards=[{name: format, weight: 1}, {name: accuracy, weight: 2}]'",
      "  preceptor rescore my-run --judge semantic_alignment=weights/BioMistral --name biomistral",
      "  preceptor rescore my-run --judge clinician --set 'rewards=[{name: clinician, weight: 1}]'",
      "  preceptor rescore my-run --set algorithm=dr_grpo --follow",
      "",
      "Without any change, all scores are bit-identical to those of the run."
    })
public final class Rescore implements Callable<Integer> {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a recipe key that affects scores: rewards, algorithm, judges, missing_verdict; for"
              + " judges that are asked now also device, compute_dtype, threads. May be repeated.")
  private List<String> overrides = List.of();

  @Option(
      names = "--judge",
      paramLabel = "NAME[=DIR]",
      mapFallbackValue = "",
      description =
          "Add the judge NAME with this model, or replace the run's judge of that name. clinician"
              + " alone hears the run's reviews; clinician=2 where a verdict needs two reviewers.")
  private Map<String, String> judges = new LinkedHashMap<>();

  @Option(
      names = "--late-verdicts",
      description = "Include verdicts that came too late for the run.")
  private boolean lateVerdicts;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the new scores (default: the time).")
  private Optional<String> name;

  @Option(
      names = "--follow",
      description = "Keep rescoring what a live run scores, until its end or Ctrl-C.")
  private boolean follow;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = run.folder();
    var target =
        new RescoreTopics(
            folder.topics(),
            name.orElseGet(() -> STAMP.format(LocalDateTime.now(ZoneId.systemDefault()))));
    var stop = StopSignal.install();
    return stop.guarding(
        () -> {
          RescoreResult outcome;
          try (var display = Displays.of(result)) {
            outcome = rescore(target, display, stop);
          }
          result.print(outcome, outcome.text());
          return ExitCode.SUCCESS;
        });
  }

  private RescoreResult rescore(RescoreTopics target, Display display, StopSignal stop) {
    try (var broker = run.broker(display::note)) {
      if (follow && broker.isOwn()) {
        throw new InputException(
            "--follow: run %s is not running; leave out --follow".formatted(run.name()));
      }
      var topics = new RunTopics(broker.access(), run.folder().topics());
      var recipe = topics.recipe();
      OwnRewards.difference(topics).ifPresent(display::note);
      var change = ScoringChange.of(run.name(), recipe, overrides, judges);
      try (var session =
          new RescoreSession(
              broker.access(), target, change, lateVerdicts, display, stop::requested)) {
        session.recall(broker.access());
        if (follow) {
          session.follow();
        } else {
          session.once();
        }
        return session.result(changes());
      } catch (StoppedException e) {
        display.note(
            "stopped; the verdicts so far are stored, and the next rescore will reuse them");
        throw e;
      }
    }
  }

  private List<String> changes() {
    List<String> changes = new ArrayList<>(overrides);
    judges.forEach(
        (judge, model) -> changes.add("judge " + judge + (model.isEmpty() ? "" : "=" + model)));
    return changes;
  }
}
