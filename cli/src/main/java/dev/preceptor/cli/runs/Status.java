package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.history.status.SilentRun;
import dev.preceptor.history.status.StatusReader;
import dev.preceptor.run.SilentBroker;
import dev.preceptor.runlog.RunTopics;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preceptor status}: what a run is waiting for. */
@Command(
    name = "status",
    description = {
      "Shows the state of a run and what it is waiting for.",
      "",
      "For a live or stopped run: its step, how far the groups of that step have got, the consumer lag"
          + " of each service, and what the run is waiting for, since when and from which process.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor status quickstart-20260102-030405",
      "  preceptor status my-run --json"
    })
public final class Status implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = run.folder();
    var silent =
        run.kafka().bootstrapServers().isPresent()
            ? Optional.<SilentBroker>empty()
            : BrokerOfRun.silent(folder, run.kafka(), RunTopics.PATIENCE);
    if (silent.isPresent()) {
      var state = SilentRun.of(folder, silent.get(), Clock.systemUTC());
      result.print(state.json(), state.text());
      return ExitCode.SUCCESS;
    }
    try (var broker = run.broker(result.progress()::println)) {
      var recipe = new RunTopics(broker.access(), folder.topics()).recipe();
      var reader = new StatusReader(broker.access(), folder.topics(), recipe, broker.isOwn());
      var text = new StatusText(run.name(), reader.read(Clock.systemUTC()));
      result.print(text.json(), text.text());
    }
    return ExitCode.SUCCESS;
  }
}
