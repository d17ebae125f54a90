package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.history.review.AgreementReader;
import dev.preceptor.history.review.AgreementReport;
import dev.preceptor.runlog.RunTopics;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor agreement}: whether a run's judges say what clinicians say. */
@Command(
    name = "agreement",
    description = {
      "Shows how far clinicians agree with a run's judges, and with each other.",
      "",
      "Reads the reviews that clinicians gave in the console, live or stopped, and compares them with the"
          + " judges' verdicts on the same responses: Cohen's kappa with its 95 %% interval, the table of"
          + " yes and no, by type of question. Of several reviews by one reviewer the last counts; more"
          + " than half of the reviewers who said yes or no are the clinicians' verdict. Only texts that"
          + " were chosen at random (--rule random) estimate the agreement over the run.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor agreement my-run",
      "  preceptor agreement my-run --rule random --json"
    })
public final class Agreement implements Callable<Integer> {

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description =
          "Only reviews of texts that this rule chose, such as random (default: all reviews).")
  private Optional<String> rule;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    AgreementReport report;
    try (var broker = run.broker(result.progress()::println)) {
      var topics = run.folder().topics();
      report =
          AgreementReader.read(
              broker.access(),
              topics,
              new RunTopics(broker.access(), topics).recipe(),
              review -> rule.isEmpty() || review.getRule().equals(rule.get()));
    }
    result.print(report, report.text());
    return ExitCode.SUCCESS;
  }
}
