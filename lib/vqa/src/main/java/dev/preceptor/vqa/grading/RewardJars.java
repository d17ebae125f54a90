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
 * Where users' own reward classes come from: the jars and class folders that {@code
 * PRECEPTOR_REWARDS_CLASSPATH} names, separated like a class path. Every process that grades sees
 * the same environment, since the launcher's children inherit it.
 */
final class RewardJars {

  /** The environment variable. */
  static final String VARIABLE = "PRECEPTOR_REWARDS_CLASSPATH";

  private static ClassLoader loaded;

  private RewardJars() {}

  /** Sees this program's rewards and the users'. */
  static synchronized ClassLoader classLoader() {
    if (loaded == null) {
      loaded = classLoader(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
    }
    return loaded;
  }

  /**
   * Sees this program's rewards and those of a class path.
   *
   * @throws InputException if a part of it is not there
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
          "%s: %s is not there; name jars or folders of classes".formatted(VARIABLE, place));
    }
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new InputException("%s: %s is no path".formatted(VARIABLE, place), e);
    }
  }
}
