package dev.preceptor.run;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.StyleKeys;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import dev.preceptor.vqa.phantom.PhantomStatements;
import dev.preceptor.vqa.phantom.StyleShares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/**
 * The questions or statements of a recipe that names none: a phantom data set, generated where it
 * is needed.
 */
public final class PhantomData {

  private PhantomData() {}

  /** Whether the questions of a recipe are to be generated. */
  public static boolean isNeeded(Recipe recipe) {
    return recipe.data().testCsv().isEmpty() && recipe.data().phantom().isPresent();
  }

  /** The recipe with the paths that its data set has in a folder; unchanged if it names its own. */
  public static Recipe in(Path folder, Recipe recipe) {
    if (!isNeeded(recipe)) {
      return recipe;
    }
    Path train = folder.resolve("train.csv");
    Path test = folder.resolve("test.csv");
    return asksForVerdicts(recipe)
        ? recipe.withStatements(train, test)
        : recipe.withData(train, test, folder.resolve("images"));
  }

  private static boolean asksForVerdicts(Recipe recipe) {
    return recipe.data().promptTemplate() == PromptStyle.JUDGE;
  }

  /**
   * Generates the data set of a recipe that {@link #in} has put into a folder, unless it is there.
   *
   * @param say receives what is generated
   * @throws InputException if it cannot be created
   */
  public static void fill(Recipe recipe, Path folder, Consumer<String> say) {
    boolean isOwn = recipe.data().trainCsv().filter(csv -> csv.startsWith(folder)).isPresent();
    if (!isOwn || recipe.data().phantom().isEmpty() || Files.exists(folder)) {
      return;
    }
    PhantomKeys keys = recipe.data().phantom().get();
    String what = asksForVerdicts(recipe) ? "statements" : "questions";
    say.accept(
        "generating %,d training %s and %,d test %s…"
            .formatted(keys.train(), what, keys.test(), what));
    if (asksForVerdicts(recipe)) {
      appear(
          folder,
          place ->
              PhantomStatements.draw(
                  place,
                  keys.train(),
                  keys.test(),
                  keys.seed(),
                  keys.styles().map(PhantomData::shares)));
    } else {
      generate(keys, folder);
    }
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
    appear(folder, place -> Phantom.draw(spec(keys, place)));
  }

  /** What a recipe's data set in a folder is drawn with. */
  public static PhantomSpec spec(PhantomKeys keys, Path folder) {
    return new PhantomSpec(
        folder,
        keys.train(),
        keys.test(),
        keys.seed(),
        keys.size(),
        keys.hurried(),
        keys.styles().map(PhantomData::shares),
        keys.styles().map(StyleKeys::tagged).orElse(1.0));
  }

  private static StyleShares shares(StyleKeys keys) {
    return new StyleShares(
        keys.guess(), keys.glance(), keys.careful(), keys.elaborate(), keys.rambling());
  }

  private static void appear(Path folder, Consumer<Path> draw) {
    try {
      PrivateFiles.folder(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw InputException.cannotBe("created", folder, e);
    }
    Path temporary = folder.resolveSibling(folder.getFileName() + ".new");
    draw.accept(temporary);
    PrivateFiles.tighten(temporary);
    try {
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw InputException.cannotBe("created", folder, e);
    }
  }
}
