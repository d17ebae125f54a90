package dev.preceptor.cli.data;

import dev.preceptor.cli.options.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code preceptor data}: commands for data sets. */
@Command(
    name = "data",
    description = {"Checks and describes data sets."},
    subcommands = {DataCheck.class, DataStats.class},
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor data check --csv test.csv --images images",
      "  preceptor data stats --csv test.csv --images images --against train.csv"
    })
public final class Data implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private HelpOption help;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "Missing required subcommand: check or stats");
  }
}
