package dev.preceptor.launcher.process;

import java.nio.file.Path;
import java.util.List;

/**
 * A process that is not started again.
 *
 * @param name of the process
 * @param exitCode of its last end
 * @param crashes how often it ended in a row
 * @param log where it wrote
 * @param lastLines of the log
 */
public record ChildFailure(
    String name, int exitCode, int crashes, Path log, List<String> lastLines) {

  public ChildFailure {
    lastLines = List.copyOf(lastLines);
  }

  /** One line that says who ended and how. */
  public String summary() {
    return "%s ended with exit code %d, %s; its log is %s"
        .formatted(name, exitCode, crashes == 1 ? "once" : crashes + " times in a row", log);
  }
}
