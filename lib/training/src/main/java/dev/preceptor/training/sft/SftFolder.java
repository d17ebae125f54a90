package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import dev.preceptor.vqa.phantom.PhantomStatements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Creates the folder of a supervised run, and deletes it if the run fails before its first
 * checkpoint.
 */
public final class SftFolder {

  private SftFolder() {}

  /** The work in the folder. */
  @FunctionalInterface
  public interface Work {

    /** Runs the work. */
    Summary in(RunFolder folder) throws IOException;
  }

  /**
   * Creates the folder and runs the work in it.
   *
   * @throws InputException if the folder exists or cannot be written
   */
  public static Summary make(RunFolder folder, Work work) {
    try {
      PrivateFiles.folder(folder.runs());
      PrivateFiles.newFolder(folder.path());
    } catch (FileAlreadyExistsException e) {
      throw new InputException(
          "run %s: %s exists; choose another name".formatted(folder.name(), e.getFile()), e);
    } catch (IOException e) {
      throw new InputException(folder.path() + " cannot be created: " + e.getMessage(), e);
    }
    try {
      return work.in(folder);
    } catch (IOException e) {
      throw new InputException(folder.path() + " cannot be written: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      if (!Files.exists(folder.path().resolve("checkpoints"))) {
        delete(folder.path());
      }
      throw e;
    }
  }

  /** The recipe with its questions or statements in files, generated if the recipe says so. */
  public static Recipe withQuestions(RunFolder folder, Recipe recipe, Consumer<String> say) {
    if (recipe.data().trainCsv().isPresent()) {
      return recipe;
    }
    PhantomKeys keys = recipe.data().phantom().orElseThrow();
    Path data = folder.data();
    if (recipe.data().promptTemplate() == PromptStyle.JUDGE) {
      say.accept(
          "generating %,d training statements and %,d test statements…"
              .formatted(keys.train(), keys.test()));
      PhantomStatements.draw(data, keys.train(), keys.test(), keys.seed());
      PrivateFiles.tighten(data);
      return recipe.withStatements(data.resolve("train.csv"), data.resolve("test.csv"));
    }
    say.accept(
        "generating %,d training questions and %,d test questions…"
            .formatted(keys.train(), keys.test()));
    Phantom.draw(
        new PhantomSpec(data, keys.train(), keys.test(), keys.seed(), keys.size(), keys.hurried()));
    PrivateFiles.tighten(data);
    return recipe.withData(
        data.resolve("train.csv"), data.resolve("test.csv"), data.resolve("images"));
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted", e);
    }
  }
}
