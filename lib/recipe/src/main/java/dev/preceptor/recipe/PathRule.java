package dev.preceptor.recipe;

import java.nio.file.Path;

/** How the paths of a recipe are read. */
@FunctionalInterface
public interface PathRule {

  /**
   * The path that a recipe means.
   *
   * @param key the key at the top of the recipe that it stands under
   * @param written as it is written
   * @throws RecipeException if it means none
   */
  Path read(String key, Path written);
}
