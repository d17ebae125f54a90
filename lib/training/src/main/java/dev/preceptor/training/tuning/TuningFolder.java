package dev.preceptor.training.tuning;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Creates the folder of a run, and deletes it if the run fails before its first checkpoint.
 *
 * @param run the folder
 */
record TuningFolder(RunFolder run) {

  /**
   * Creates the folder with the recipe in it, and runs the work with the run's lock.
   *
   * @throws InputException if the folder exists or cannot be written
   */
  <T> T make(Recipe recipe, Supplier<T> work) {
    try {
      PrivateFiles.folder(run.runs());
      PrivateFiles.newFolder(run.path());
    } catch (FileAlreadyExistsException e) {
      throw new InputException(
          "run %s: %s exists; %schoose another name"
              .formatted(
                  run.name(),
                  e.getFile(),
                  Files.exists(run.recipe()) ? "add --resume to resume it, or " : ""),
          e);
    } catch (IOException e) {
      throw InputException.cannotBe("created", run.path(), e);
    }
    try {
      WholeFile.write(run.recipe(), recipe.toYaml());
      return RunLock.holding(run, work);
    } catch (IOException e) {
      throw InputException.cannotBe("written", run.path(), e);
    } catch (RuntimeException | Error e) {
      if (!Files.exists(run.checkpoints())) {
        delete(e);
      }
      throw e;
    }
  }

  /** A folder that stays is not what went wrong. */
  private void delete(Throwable why) {
    try (Stream<Path> files = Files.walk(run.path())) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      why.addSuppressed(e);
    }
  }
}
