package dev.preceptor.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in the help, grouped under titles. */
final class GroupedCommandList implements IHelpSectionRenderer {

  private static final int NAME_COLUMNS = 16;

  private final List<CommandGroup> groups;

  GroupedCommandList(List<CommandGroup> groups) {
    this.groups = groups;
  }

  @Override
  public String render(Help help) {
    var text = new StringBuilder();
    int width = help.commandSpec().usageMessage().width();
    for (var group : groups) {
      var table =
          TextTable.forColumns(
              help.colorScheme(),
              new Column(NAME_COLUMNS, 2, Overflow.SPAN),
              new Column(width - NAME_COLUMNS, 2, Overflow.WRAP));
      for (var type : group.commands()) {
        var name = type.getAnnotation(Command.class).name();
        CommandLine command = help.commandSpec().subcommands().get(name);
        table.addRowValues(name, command.getCommandSpec().usageMessage().description()[0]);
      }
      text.append(help.colorScheme().text("@|bold %s|@%n".formatted(group.title())));
      text.append(table);
    }
    return text.toString();
  }
}
