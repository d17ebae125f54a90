package dev.preceptor.cli;

import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.run.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The {@code preceptor} command as a process of its own, with an environment and a umask that this
 * one does not have.
 *
 * @param output file with its standard output and error
 */
record CommandProcess(Process process, Path output) {

  private static final int HEAP_MEGABYTES = 1024;

  /**
   * Starts the command with a umask that hides nothing.
   *
   * @param environment variables to set; an empty value takes one away
   * @param options of the JVM
   */
  static CommandProcess start(
      Path output, Map<String, String> environment, List<String> options, Object... arguments)
      throws IOException {
    ProcessBuilder builder =
        builder(options, arguments).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    return new CommandProcess(builder.start(), output);
  }

  /** Starts the command with standard output and error in files of their own. */
  static Process separate(Path out, Path err, Map<String, String> environment, Object... arguments)
      throws IOException {
    ProcessBuilder builder =
        builder(List.of(), arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static ProcessBuilder builder(List<String> options, Object... arguments) {
    JavaCommand java =
        JavaCommand.heap(HEAP_MEGABYTES)
            .option("-D" + Installation.ROOT_PROPERTY + "=" + Path.of("..").toAbsolutePath());
    options.forEach(java::option);
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "umask 000; exec \"$0\" \"$@\""));
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(argument.toString());
    }
    command.addAll(java.mainClass(Installation.COMMAND, texts));
    return new ProcessBuilder(command);
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the command does not end: " + process.info());
    }
    return process.exitValue();
  }

  /** What it has printed. */
  String printed() throws IOException {
    return Files.readString(output);
  }
}
