package dev.preceptor.cli;

import dev.preceptor.fleet.process.JavaCommand;
import java.io.IOException;

/** A process that a command in this process has started. */
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
