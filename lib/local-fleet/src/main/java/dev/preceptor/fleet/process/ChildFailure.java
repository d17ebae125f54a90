package dev.preceptor.fleet.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A process that is no longer restarted.
 *
 * @param name name of the process
 * @param exitCode last exit code
 * @param crashes number of crashes in a row
 * @param log its log file
 * @param lastLines last lines of the log
 */
public record ChildFailure(
    String name, int exitCode, int crashes, Path log, List<String> lastLines) {

  /** As Quarkus formats its log: time, level, logger, thread, message. */
  private static final Pattern ERROR =
      Pattern.compile("\\sERROR\\s+\\[([^]]*)]\\s+\\([^)]*\\)\\s+(.*)");

  public ChildFailure {
    lastLines = List.copyOf(lastLines);
  }

  /**
   * The message of the last error in the log, without the prefix: the last one of this program's
   * loggers, or of any logger if there is none. Libraries log errors while they are shut down.
   */
  public Optional<String> lastError() {
    return lastError(logger -> logger.startsWith("dev.preceptor."))
        .or(() -> lastError(logger -> true));
  }

  private Optional<String> lastError(Predicate<String> ofLogger) {
    return lastLines.stream()
        .map(ERROR::matcher)
        .filter(found -> found.find() && ofLogger.test(found.group(1)))
        .map(found -> found.group(2))
        .reduce((earlier, later) -> later);
  }

  /** One line with the process and why it ended, as far as its log says so. */
  public String reason() {
    return name + ": " + lastError().orElse(summary());
  }

  /** One line with the process and its exit code. */
  public String summary() {
    return "%s ended with exit code %d, %s; its log is %s"
        .formatted(name, exitCode, crashes == 1 ? "once" : crashes + " times in a row", log);
  }
}
