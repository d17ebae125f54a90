package dev.preceptor.cli;

import java.util.List;

/**
 * Commands listed together in the help.
 *
 * @param title printed above them
 * @param commands picocli commands, in order
 */
record CommandGroup(String title, List<Class<?>> commands) {

  CommandGroup {
    commands = List.copyOf(commands);
  }
}
