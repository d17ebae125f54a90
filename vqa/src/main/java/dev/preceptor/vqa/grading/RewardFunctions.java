package dev.preceptor.vqa.grading;

import java.util.List;
import java.util.ServiceLoader;

/** The reward functions on the class path, by name. */
public final class RewardFunctions {

  private RewardFunctions() {}

  /** Every reward function, sorted by name. */
  public static List<RewardFunction> all() {
    return ServiceLoader.load(RewardFunction.class, RewardFunctions.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** The reward function of that name. */
  public static RewardFunction byName(String name) {
    return all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }
}
