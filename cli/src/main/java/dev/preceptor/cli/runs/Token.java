package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.fleet.broker.JoinToken;
import dev.preceptor.models.InputException;
import dev.preceptor.run.WholeFile;
import dev.preceptor.runlog.ClientConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preceptor token}: what a worker on another machine needs to join a run. */
@Command(
    name = "token",
    description = {
      "Prints what a worker on another machine needs to join a run.",
      "",
      "For a run that preceptor train --listen HOST:PORT has started. The token holds the address and the"
          + " certificate of the run's broker, and a password with which one can do what such a worker does"
          + " and nothing else. Keep it as secret as a password, and never give it as an argument: join"
          + " takes it from a file or from standard input.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor token my-run --out worker.token",
      "  preceptor token my-run --service judge --out judge.token",
      "  preceptor token my-run | ssh gpu2 preceptor join my-run --kafka-config -"
    })
public final class Token implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "RUN", description = "Name of the run.")
  private String run;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "rollout",
      description = "Service of the workers: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Join.Joinable service;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the token to this file, which only you can read.")
  private Optional<Path> out;

  @Mixin private RunsOption runs;
  @Mixin private HelpOption help;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var token = ClientConfig.token(JoinToken.of(runs.existing(run), service.service()));
    if (out.isEmpty()) {
      var printed = spec.commandLine().getOut();
      printed.println(token);
      printed.flush();
      return ExitCode.SUCCESS;
    }
    try {
      WholeFile.write(out.get(), token + "\n");
    } catch (IOException e) {
      throw InputException.cannotBe("written", "--out " + out.get(), e);
    }
    return ExitCode.SUCCESS;
  }
}
