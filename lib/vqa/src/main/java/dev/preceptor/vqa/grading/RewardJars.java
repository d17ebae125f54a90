package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import dev.preceptor.models.Sha256Digest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads users' reward classes from the jars and class folders in {@code
 * PRECEPTOR_REWARDS_CLASSPATH}, separated as in a class path. All processes that grade have the
 * same value, because child processes inherit the environment.
 */
final class RewardJars {

  /** The environment variable. */
  static final String VARIABLE = "PRECEPTOR_REWARDS_CLASSPATH";

  private static ClassLoader loaded;
  private static String hash;

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
    URL[] urls = places(classPath).stream().map(RewardJars::url).toArray(URL[]::new);
    return urls.length == 0 ? own : new URLClassLoader(urls, own);
  }

  private static List<Path> places(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .filter(place -> !place.isBlank())
        .map(place -> Path.of(place.strip()))
        .toList();
  }

  /** The SHA-256 of all that is on the class path; empty for an empty one. */
  static synchronized String sha256() {
    if (hash == null) {
      hash = sha256(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
    }
    return hash;
  }

  /**
   * The SHA-256 of the files on a class path, in its order: names inside folders count, names of
   * jars and folders do not, so that the same rewards have the same hash on every machine.
   *
   * @throws InputException if an entry does not exist or cannot be read
   */
  static String sha256(String classPath) {
    List<Path> places = places(classPath);
    if (places.isEmpty()) {
      return "";
    }
    MessageDigest digest = Sha256Digest.begin();
    for (Path place : places) {
      requireExists(place);
      try (Stream<Path> inside = Files.walk(place)) {
        for (Path file : inside.filter(Files::isRegularFile).sorted().toList()) {
          String name = place.relativize(file) + "\n";
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update(Sha256Digest.begin().digest(Files.readAllBytes(file)));
        }
      } catch (UncheckedIOException e) {
        throw InputException.cannotBe("read", VARIABLE + ": " + place, e.getCause());
      } catch (IOException e) {
        throw InputException.cannotBe("read", VARIABLE + ": " + place, e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void requireExists(Path place) {
    if (!Files.exists(place)) {
      throw new InputException(
          "%s: %s does not exist; list jars or folders of classes".formatted(VARIABLE, place));
    }
  }

  private static URL url(Path place) {
    requireExists(place);
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new InputException("%s: %s is not a path".formatted(VARIABLE, place), e);
    }
  }
}
