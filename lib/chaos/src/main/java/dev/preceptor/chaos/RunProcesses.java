package dev.preceptor.chaos;

import dev.preceptor.fleet.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The processes of a run, found as children of its launcher: nobody else's can be struck. */
final class RunProcesses {

  /**
   * A process of the run.
   *
   * @param name as the launcher calls it
   */
  record Found(String name, ProcessHandle handle) {}

  private RunProcesses() {}

  /** One of the victim's processes, if any runs at this moment. */
  static Optional<Found> find(ProcessHandle launcher, FaultTarget victim, int which) {
    if (victim == FaultTarget.LAUNCHER) {
      return launcher.isAlive()
          ? Optional.of(new Found(victim.label(), launcher))
          : Optional.empty();
    }
    List<Found> all =
        launcher
            .children()
            .flatMap(child -> found(child).stream())
            .filter(found -> found.name().startsWith(victim.process()))
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

  /** Sends a signal; a process that is gone does not feel it. */
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
