package dev.preceptor.cli;

import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.run.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A service's process: one that a command has started, or one of a test's own. */
final class ServiceProcess {

  private ServiceProcess() {}

  /**
   * The process of a service.
   *
   * @param name such as {@code rollout-service}
   */
  static ProcessHandle named(String name) {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .flatMap(JavaCommand::nameIn)
                    .filter(name::equals)
                    .isPresent())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Starts a service of a run as a platform does, by its environment. It ends with this process.
   *
   * @param name such as {@code judge-service}
   * @param instance such as {@code judge-1}
   * @param log receives what it prints, behind what is there
   */
  static Process start(String name, String instance, String bootstrapServers, String run, Path log)
      throws IOException {
    var builder =
        new ProcessBuilder(
            JavaCommand.small(256).jar(new Installation(Path.of("..")).serviceJar(name)));
    builder
        .environment()
        .putAll(
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
                "PRECEPTOR_RUN", run,
                "PRECEPTOR_INSTANCE", instance,
                "PRECEPTOR_PARENT_PID", String.valueOf(ProcessHandle.current().pid())));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /**
   * Sends a signal.
   *
   * @param signal such as {@code STOP}
   */
  static void signal(ProcessHandle process, String signal)
      throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
        .start()
        .waitFor();
  }
}
