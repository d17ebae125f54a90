package dev.preceptor.cli.recipe;

import dev.preceptor.cli.options.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code preceptor recipe}: what a recipe can say. */
@Command(
    name = "recipe",
    description = {"Explains the keys of recipes."},
    subcommands = RecipeKeysCommand.class,
    footer = {"", "@|bold Examples|@", "  preceptor recipe keys"})
public final class RecipeCommand implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private HelpOption help;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Missing required subcommand: keys");
  }
}
