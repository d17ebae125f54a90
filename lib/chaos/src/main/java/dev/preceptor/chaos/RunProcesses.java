package dev.preceptor.chaos;

import dev.preceptor.fleet.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The processes of a run, found as children of its launcher, so that no other process can be hit.
 */
final class RunProcesses {

  /**
   * A process of the run.
   *
   * @param name its name in the launcher
   */
  record Found(String name, ProcessHandle handle) {}

  private RunProcesses() {}

  /** One of the target's processes, if any is running. */
  static Optional<Found> find(ProcessHandle launcher, FaultTarget target, int which) {
    if (target == FaultTarget.LAUNCHER) {
      return launcher.isAlive()
          ? Optional.of(new Found(target.label(), launcher))
          : Optional.empty();
    }
    List<Found> all =
        launcher
            .children()
            .flatMap(child -> found(child).stream())
            .filter(found -> found.name().startsWith(target.process()))
            .sorted(Comparator.comparing(Found::name))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(which % all.size()));
  }

  private static Optional<Found> found(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .flatMap(JavaCommand::nameIn)
        .map(name -> new Found(name, process));
  }

  /** Sends a signal; does nothing if the process has ended. */
  static void signal(ProcessHandle process, String signal) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("kill cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
