package dev.preceptor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.fleet.process.LogTail;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.Installation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code preceptor} command as a child process. */
final class PreceptorProcess {

  private static final int HEAP_MEGABYTES = 1024;
  private static final int LOG_LINES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path log;
  private final Path result;

  private PreceptorProcess(Process process, Path log, Path result) {
    this.process = process;
    this.log = log;
    this.result = result;
  }

  /**
   * Starts the command with {@code --json}.
   *
   * @param log file that its standard error is appended to
   * @param arguments command and options
   */
  static PreceptorProcess start(Installation installation, Path log, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--json");
    var command =
        JavaCommand.heap(HEAP_MEGABYTES)
            .option("-D" + Installation.ROOT_PROPERTY + "=" + installation.root())
            .mainClass(Installation.COMMAND, all);
    var result = log.resolveSibling(log.getFileName() + ".json");
    try {
      PrivateFiles.folder(log.toAbsolutePath().getParent());
      PrivateFiles.file(log);
      PrivateFiles.file(result);
      var process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectOutput(result.toFile())
              .start();
      return new PreceptorProcess(process, log, result);
    } catch (IOException e) {
      throw new UncheckedIOException("the preceptor command cannot be started", e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a command", e);
    }
  }

  /** Its standard output as JSON; a missing node if it is not JSON. */
  JsonNode result() {
    try {
      return JSON.readTree(result.toFile());
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  /** The last lines of its log, joined into one. */
  String lastLines() {
    return String.join(" | ", LogTail.of(log, LOG_LINES));
  }

  /** Sends SIGTERM and waits for its end. */
  void stop() {
    process.destroy();
    exitCode();
  }
}
