package dev.preceptor.run;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The questions of a recipe that names none: a phantom data set, generated where it is needed. */
public final class PhantomData {

  private PhantomData() {}

  /** Whether the questions of a recipe are to be generated. */
  public static boolean isNeeded(Recipe recipe) {
    return recipe.data().trainCsv().isEmpty() && recipe.data().phantom().isPresent();
  }

  /** The recipe with the paths that its data set has in a folder; unchanged if it names its own. */
  public static Recipe in(Path folder, Recipe recipe) {
    return isNeeded(recipe)
        ? recipe.withData(
            folder.resolve("train.csv"), folder.resolve("test.csv"), folder.resolve("images"))
        : recipe;
  }

  /**
   * Generates a data set, unless the folder is there. The folder appears whole.
   *
   * @throws InputException if it cannot be created
   */
  public static void generate(PhantomKeys keys, Path folder) {
    if (Files.exists(folder)) {
      return;
    }
    try {
      PrivateFiles.folder(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw InputException.cannotBe("created", folder, e);
    }
    Path temporary = folder.resolveSibling(folder.getFileName() + ".new");
    Phantom.draw(
        new PhantomSpec(
            temporary, keys.train(), keys.test(), keys.seed(), keys.size(), keys.hurried()));
    PrivateFiles.tighten(temporary);
    try {
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw InputException.cannotBe("created", folder, e);
    }
  }
}
