package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.fleet.console.ConsoleOptions;
import dev.preceptor.fleet.console.ConsoleProcess;
import dev.preceptor.fleet.console.OpenedBrokers;
import dev.preceptor.fleet.export.ExportResult;
import dev.preceptor.fleet.export.RunExport;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.progress.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor export}: the pages of the console as files. */
@Command(
    name = "export",
    description = {
      "Writes the console's pages of a run as files that a browser opens without a server.",
      "",
      "Open DIR/index.html. It holds all curves, the newest groups with their images, every"
          + " evaluation with its answers (of more than 50, the first and the newest), and the"
          + " recipe. The folder can be sent as it is; nothing in it loads from elsewhere.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor export my-run --out my-run-pages",
      "  preceptor export my-run --out all --groups 2000 --json"
    })
public final class Export implements Callable<Integer> {

  private static final int KILOBYTE = 1000;

  @Parameters(paramLabel = "RUN", description = "Name of the run, live or finished.")
  private String name;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A folder that does not exist yet.")
  private Path out;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many of the newest groups, 0 to 5000 (default: ${DEFAULT-VALUE}).")
  private int groups;

  @Mixin private BrokerOptions broker;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    if (groups < 0 || groups > RunExport.MAX_GROUPS) {
      throw new InputException(
          "--groups %d: is out of range; use 0 to %d".formatted(groups, RunExport.MAX_GROUPS));
    }
    RunFolder folder = runs.folder(name, broker);
    if (Files.exists(out)) {
      throw new InputException("--out %s: exists; name a new folder".formatted(out));
    }
    StopSignal stop = StopSignal.install();
    ExportResult written = stop.guarding(() -> write(folder, stop));
    result.print(
        written,
        "%s: %,d of %,d groups and %d evaluations, %,d files, %,d kB; open %s"
            .formatted(
                written.out(),
                written.groups(),
                written.groupsOfRun(),
                written.evaluations(),
                written.files(),
                written.bytes() / KILOBYTE,
                Path.of(written.out()).resolve("index.html").toUri()));
    return ExitCode.SUCCESS;
  }

  private ExportResult write(RunFolder folder, StopSignal stop) {
    var say = result.progress();
    try (var brokers = OpenedBrokers.of(List.of(folder), broker.config(), say::println);
        var console =
            ConsoleProcess.start(
                Installation.current(),
                List.of(folder),
                brokers.shared(),
                ConsoleOptions.loopback(),
                say::println)) {
      if (!console.awaitAnswer(stop::requested)) {
        throw new StoppedException();
      }
      return new RunExport(console.url(), folder.name(), say::println, stop::requested)
          .write(out, groups);
    }
  }
}
