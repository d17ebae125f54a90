package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.fleet.console.ConsoleOptions;
import dev.preceptor.fleet.console.ConsoleProcess;
import dev.preceptor.fleet.console.OpenedBrokers;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.progress.StopSignal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor console}: runs in a browser. */
@Command(
    name = "console",
    description = {
      "Shows runs in a browser: curves, groups with every response, evaluations, the fleet.",
      "",
      "Opens live and finished runs; without RUN, the latest. It takes part in no run; only the"
          + " verdicts of people who review are written. A finished run's broker runs while the console does, so the run cannot be"
          + " resumed meanwhile. Ends with Ctrl-C. On another address than loopback it needs a"
          + " token in PRECEPTOR_CONSOLE_TOKEN, which the page asks for, and for reviews one in"
          + " PRECEPTOR_CONSOLE_REVIEWER_TOKEN.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor console",
      "  preceptor console grpo ecr --port 8080",
      "  preceptor console my-run --bootstrap-servers kafka:9092"
    })
public final class Console implements Callable<Integer> {

  @Parameters(
      arity = "0..32",
      paramLabel = "RUN",
      description = "Names of runs (default: the latest).")
  private List<String> names = List.of();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the page (default: any that is free).")
  private Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = ConsoleOptions.LOOPBACK,
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Mixin private BrokerOptions broker;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var options =
        new ConsoleOptions(host, port == null ? OptionalInt.empty() : OptionalInt.of(port));
    List<RunFolder> folders = folders();
    var stop = StopSignal.install();
    return stop.guarding(() -> show(folders, options, stop));
  }

  private List<RunFolder> folders() {
    if (!names.isEmpty()) {
      return names.stream().distinct().map(name -> runs.folder(name, broker)).toList();
    }
    return Stream.of(
            runs.latest()
                .orElseThrow(
                    () ->
                        new InputException(
                            "there is no run yet; name one, or start one with preceptor train")))
        .toList();
  }

  private int show(List<RunFolder> folders, ConsoleOptions options, StopSignal stop) {
    var say = result.progress();
    try (var brokers = OpenedBrokers.of(folders, broker.config(), say::println);
        var console =
            ConsoleProcess.start(
                Installation.current(), folders, brokers.shared(), options, say::println)) {
      if (console.awaitAnswer(stop::requested)) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("url", console.url().toString());
        json.put("runs", folders.stream().map(RunFolder::name).toList());
        result.print(json, "the console is at %s; Ctrl-C ends it".formatted(console.url()));
        console.awaitEnd(stop::requested);
      }
    }
    return ExitCode.SUCCESS;
  }
}
