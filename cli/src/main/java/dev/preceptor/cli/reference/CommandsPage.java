package dev.preceptor.cli.reference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Every command's help, as {@code --help} prints it. */
final class CommandsPage {

  private static final int COLUMNS = 100;

  private CommandsPage() {}

  static ReferencePage of(CommandLine preceptor) {
    preceptor.setUsageHelpAutoWidth(false).setUsageHelpWidth(COLUMNS);
    List<String> blocks = new ArrayList<>();
    blocks.add(
        "Each command prints its part of this page with `--help`. Recipe keys for `--set` are in"
            + " [recipe.md](recipe.md), exit codes in [exit-codes.md](exit-codes.md).");
    add(preceptor, blocks);
    return ReferencePage.titled("commands.md", "Commands", blocks.toArray(String[]::new));
  }

  private static void add(CommandLine command, List<String> blocks) {
    var spec = command.getCommandSpec();
    if (spec.usageMessage().hidden()) {
      return;
    }
    blocks.add("## " + spec.qualifiedName());
    blocks.add("```text\n" + usage(command) + "\n```");
    for (var below : new LinkedHashSet<>(command.getSubcommands().values())) {
      add(below, blocks);
    }
  }

  private static String usage(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF).replaceAll("[ \\t]+(?=\\R)", "").strip();
  }
}
