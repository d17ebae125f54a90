package dev.preceptor.fleet.train;

import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Warns of earlier runs that other users of the machine can read. */
final class SharedRuns {

  private SharedRuns() {}

  /** The warning, if there are such runs beside a run; a run that is resumed is made private. */
  static Optional<String> warning(RunFolder run) {
    long shared;
    try (var runs = Files.list(run.runs())) {
      shared = PrivateFiles.isShared(run.runs()) ? runs.filter(SharedRuns::isShared).count() : 0;
    } catch (IOException e) {
      return Optional.empty();
    }
    return shared == 0
        ? Optional.empty()
        : Optional.of(
            "other users can read %d run%s in %s; to prevent it: chmod -R go-rwx %s"
                .formatted(shared, shared == 1 ? "" : "s", run.runs(), run.runs()));
  }

  private static boolean isShared(Path folder) {
    try {
      return Files.isDirectory(folder) && PrivateFiles.isShared(folder);
    } catch (IOException e) {
      return false;
    }
  }
}
