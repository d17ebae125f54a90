package dev.preceptor.fleet.train;

import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;

/** How a run ends of which a process is no longer restarted. */
final class FleetFailure {

  private FleetFailure() {}

  /** What to throw: why the process ended, and what the user can do. */
  static RuntimeException of(ChildFailure failure, RunFolder run, ResumeCommand resume) {
    return switch (failure.exitCode()) {
      case Supervisor.BAD_INPUT -> new InputException(failure.reason());
      case Supervisor.REPLACED ->
          new RunFailedException(
              "%s; the run continues there and was stopped here; to continue here: %s"
                  .formatted(failure.lastError().orElse(failure.summary()), resume.text()));
      case Supervisor.NOT_FINITE ->
          new RunFailedException(failure.reason() + "; " + lastCheckpoint(run));
      default ->
          new RunFailedException(
              "%s\n  %s\nthe run has been stopped; resume with: %s"
                  .formatted(
                      failure.summary(), String.join("\n  ", failure.lastLines()), resume.text()));
    };
  }

  /** What is left of a run that cannot continue. */
  static String lastCheckpoint(RunFolder run) {
    return run.newestCheckpoint()
        .map(checkpoint -> "the last checkpoint is " + checkpoint)
        .orElse("no checkpoint had been saved");
  }
}
