package dev.preceptor.fleet.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to keep running.
 *
 * @param name what messages call it
 * @param command program and arguments
 * @param environment added to this process's own
 * @param log file that takes its standard output and error, appended to
 */
public record ChildSpec(
    String name, List<String> command, Map<String, String> environment, Path log) {

  public ChildSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
