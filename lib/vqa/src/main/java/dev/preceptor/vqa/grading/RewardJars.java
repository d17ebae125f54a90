package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads users' reward classes from the jars and class folders in {@code
 * PRECEPTOR_REWARDS_CLASSPATH}, separated as in a class path. All processes that grade have the
 * same value, because child processes inherit the environment.
 */
final class RewardJars {

  /** The environment variable. */
  static final String VARIABLE = "PRECEPTOR_REWARDS_CLASSPATH";

  private static ClassLoader loaded;

  private RewardJars() {}

  /** A class loader for Preceptor's rewards and the users'. */
  static synchronized ClassLoader classLoader() {
    if (loaded == null) {
      loaded = classLoader(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
    }
    return loaded;
  }

  /**
   * A class loader for Preceptor's rewards and those on a class path.
   *
   * @throws InputException if an entry does not exist
   */
  static ClassLoader classLoader(String classPath) {
    ClassLoader own = RewardFunction.class.getClassLoader();
    List<URL> places = new ArrayList<>();
    for (String place : classPath.split(File.pathSeparator)) {
      if (!place.isBlank()) {
        places.add(url(Path.of(place.strip())));
      }
    }
    return places.isEmpty() ? own : new URLClassLoader(places.toArray(URL[]::new), own);
  }

  private static URL url(Path place) {
    if (!Files.exists(place)) {
      throw new InputException(
          "%s: %s does not exist; list jars or folders of classes".formatted(VARIABLE, place));
    }
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new InputException("%s: %s is not a path".formatted(VARIABLE, place), e);
    }
  }
}
