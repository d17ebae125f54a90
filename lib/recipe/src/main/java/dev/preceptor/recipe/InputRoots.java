package dev.preceptor.recipe;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folders below which a process finds the inputs that a run's definition names, so that the
 * definition holds no path of one machine.
 *
 * @param models folders of model folders
 * @param data folders of question files and images
 */
public record InputRoots(List<Path> models, List<Path> data) {

  /** The variable that lists the folders of models. */
  public static final String MODELS = "PRECEPTOR_MODELS";

  /** The variable that lists the folders of data. */
  public static final String DATA = "PRECEPTOR_DATA";

  private static final Set<String> DATA_KEYS = Set.of("train_csv", "test_csv", "images");

  public InputRoots {
    models = List.copyOf(models);
    data = List.copyOf(data);
  }

  /** The folders that an environment lists. */
  public static InputRoots of(Map<String, String> environment) {
    return new InputRoots(folders(environment, MODELS), folders(environment, DATA));
  }

  private static List<Path> folders(Map<String, String> environment, String variable) {
    return Stream.of(environment.getOrDefault(variable, "").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder).toAbsolutePath().normalize())
        .toList();
  }

  /**
   * The same recipe with the names of its inputs in place of their paths.
   *
   * @throws RecipeException if one lies below none of the folders
   */
  public Recipe named(Recipe recipe) {
    return RecipeReader.parse("the recipe", recipe.toYaml(), recipe.job(), this::name);
  }

  private Path name(String key, Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return below(key, absolute)
        .orElseThrow(
            () ->
                new RecipeException(
                    "",
                    "%s lies below none of the folders in %s (%s), so the run's services could not find it; put it there or add its folder"
                        .formatted(absolute, variable(key), text(folders(key)))));
  }

  private Optional<Path> below(String key, Path path) {
    return folders(key).stream()
        .filter(folder -> path.startsWith(folder) && !path.equals(folder))
        .map(folder -> folder.relativize(path))
        .findFirst();
  }

  /**
   * Finds what a name means here: the first folder's that there is; where there is none, the path
   * that it would have. An absolute path means itself.
   *
   * @throws RecipeException if the name leaves its folder
   */
  public Path find(String key, Path written) {
    if (written.isAbsolute() || folders(key).isEmpty()) {
      return written.toAbsolutePath().normalize();
    }
    Path name = written.normalize();
    if (name.startsWith("..") || name.toString().isEmpty()) {
      throw new RecipeException(
          "", "%s is no name below the folders in %s".formatted(written, variable(key)));
    }
    return folders(key).stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::exists)
        .findFirst()
        .orElse(folders(key).get(0).resolve(name));
  }

  private List<Path> folders(String key) {
    return DATA_KEYS.contains(key) ? data : models;
  }

  private static String variable(String key) {
    return DATA_KEYS.contains(key) ? DATA : MODELS;
  }

  private static String text(List<Path> folders) {
    return folders.isEmpty()
        ? "not set"
        : folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
