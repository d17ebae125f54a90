package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The reward functions on the class path, by name. */
public final class RewardFunctions {

  private RewardFunctions() {}

  /**
   * Every reward function, sorted by name.
   *
   * @throws InputException if two have the same name or one cannot be instantiated
   */
  public static List<RewardFunction> all() {
    return all(RewardJars.classLoader());
  }

  static List<RewardFunction> all(ClassLoader classes) {
    return List.copyOf(load(classes).values());
  }

  /**
   * The reward function with a name, with default parameters.
   *
   * @throws InputException if there is none; the message suggests the nearest name
   */
  public static RewardFunction byName(String name) {
    Map<String, RewardFunction> known = load(RewardJars.classLoader());
    RewardFunction function = known.get(name);
    if (function == null) {
      throw new InputException(
          "reward \"%s\" is unknown; did you mean %s? known rewards: %s; a judge's reward has a name listed under judges"
              .formatted(
                  name, NearestReward.to(name, known.keySet()), String.join(", ", known.keySet())));
    }
    return function;
  }

  /**
   * The reward that a recipe configures: the one with its name, or a remote one if it has a {@code
   * url}.
   *
   * @throws InputException if there is no such reward, or a parameter is invalid
   */
  public static RewardFunction of(RewardParameters parameters) {
    return parameters.has(RemoteReward.URL)
        ? RemoteReward.of(parameters)
        : byName(parameters.reward()).with(parameters);
  }

  /**
   * The SHA-256 of the contents of {@value RewardJars#VARIABLE}; empty without any. Grades can be
   * repeated only with the same.
   *
   * @throws InputException if they cannot be read
   */
  public static String ownSha256() {
    return RewardJars.sha256();
  }

  /**
   * What differs between the rewards that a run was started with and those of this process, one
   * line; empty if nothing does.
   *
   * @param original the run's {@link #ownSha256}; null if it was not recorded
   */
  public static Optional<String> difference(String original) {
    return difference(original, ownSha256());
  }

  static Optional<String> difference(String original, String now) {
    return original == null || original.equals(now)
        ? Optional.empty()
        : Optional.of(
            "%s: its contents are not those that the run was started with (SHA-256 %s, now %s)"
                .formatted(RewardJars.VARIABLE, shown(original), shown(now)));
  }

  private static String shown(String hash) {
    return hash.isEmpty() ? "of nothing" : "%.12s…".formatted(hash);
  }

  private static Map<String, RewardFunction> load(ClassLoader classes) {
    try {
      return ServiceLoader.load(RewardFunction.class, classes).stream()
          .map(ServiceLoader.Provider::get)
          .collect(
              Collectors.toMap(
                  RewardFunction::name,
                  function -> function,
                  (one, other) -> {
                    throw new InputException(
                        "reward \"%s\" has two classes, %s and %s; remove one from the class path"
                            .formatted(
                                one.name(), one.getClass().getName(), other.getClass().getName()));
                  },
                  TreeMap::new));
    } catch (ServiceConfigurationError e) {
      throw new InputException("a reward function cannot be loaded: " + e.getMessage(), e);
    }
  }
}
