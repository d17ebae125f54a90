package dev.preceptor.cli.options;

import picocli.CommandLine.Option;

/** The {@code --help} of a command; a mixin. */
public final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;
}
