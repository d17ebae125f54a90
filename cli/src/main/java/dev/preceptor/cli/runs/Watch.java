package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.fleet.train.SummaryText;
import dev.preceptor.fleet.train.WatchSession;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.StopSignal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preceptor watch}: follows a run whose services run elsewhere. */
@Command(
    name = "watch",
    description = {
      "Follows a run whose services run elsewhere, to its end.",
      "",
      "Shows the progress as preceptor train does, and writes runs/NAME/metrics.jsonl and summary.json here."
          + " Ends with the exit code that train would have. Ctrl-C ends only the watching; the run goes"
          + " on, and can be watched again from its first step.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor watch my-run --bootstrap-servers kafka:9092",
      "  preceptor watch my-run --json"
    })
public final class Watch implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = run.folder();
    var stop = StopSignal.install();
    Summary summary;
    try (var display = Displays.of(result)) {
      var access = BrokerOfRun.requireLive(folder, run.kafka());
      summary = new WatchSession(folder, access, display, stop).follow();
    }
    result.print(summary, SummaryText.of(summary, folder));
    summary.requireEffect();
    return ExitCode.SUCCESS;
  }
}
