package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
   * @throws InputException if two have one name or one cannot be made
   */
  public static List<RewardFunction> all() {
    return List.copyOf(load().values());
  }

  /**
   * The reward function of that name.
   *
   * @throws InputException if there is none; the message suggests the nearest name
   */
  public static RewardFunction byName(String name) {
    Map<String, RewardFunction> known = load();
    RewardFunction function = known.get(name);
    if (function == null) {
      String nearest =
          known.keySet().stream()
              .min(Comparator.comparingInt(other -> editDistance(name, other)))
              .map(other -> "did you mean " + other + "? ")
              .orElse("");
      throw new InputException(
          "reward \"%s\" is unknown; %sknown rewards: %s"
              .formatted(name, nearest, String.join(", ", known.keySet())));
    }
    return function;
  }

  private static Map<String, RewardFunction> load() {
    try {
      return ServiceLoader.load(RewardFunction.class, RewardFunction.class.getClassLoader())
          .stream()
          .map(ServiceLoader.Provider::get)
          .collect(
              Collectors.toMap(
                  RewardFunction::name,
                  function -> function,
                  (one, other) -> {
                    throw new InputException(
                        "reward \"%s\" has two classes, %s and %s; take one off the class path"
                            .formatted(
                                one.name(), one.getClass().getName(), other.getClass().getName()));
                  },
                  TreeMap::new));
    } catch (ServiceConfigurationError e) {
      throw new InputException("a reward function cannot be made: " + e.getMessage(), e);
    }
  }

  /** Levenshtein's distance. */
  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
