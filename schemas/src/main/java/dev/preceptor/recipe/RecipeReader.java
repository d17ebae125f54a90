package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.List;

/** Reads recipes from YAML. */
public final class RecipeReader {
  private RecipeReader() {}

  /**
   * Reads a recipe file. Its relative paths are relative to the file's folder, those of overrides to
   * the working directory.
   *
   * @param overrides texts {@code key=value} with the value in YAML; a later one wins
   * @throws RecipeException if the file cannot be read or a value cannot be used
   */
  public static Recipe read(Path file, Job job, List<String> overrides) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a resolved recipe, such as {@link Recipe#toYaml()} wrote.
   *
   * @param name what messages call it
   * @throws RecipeException if a value cannot be used
   */
  public static Recipe parse(String name, String yaml, Job job) {
    throw new UnsupportedOperationException();
  }
}
