package dev.preceptor.fleet.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to keep running.
 *
 * @param name its name in messages
 * @param command program and arguments
 * @param environment variables added to the environment of this process
 * @param replaced what names of variables begin with that it does not inherit; nothing if empty
 * @param log file that its standard output and error are appended to
 */
public record ChildSpec(
    String name, List<String> command, Map<String, String> environment, String replaced, Path log) {

  public ChildSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A process that inherits every variable. */
  public ChildSpec(String name, List<String> command, Map<String, String> environment, Path log) {
    this(name, command, environment, "", log);
  }

  /** Whether it does not inherit a variable. */
  boolean replaces(String variable) {
    return !replaced.isEmpty() && variable.startsWith(replaced);
  }
}
