package dev.preceptor.fleet.services;

import dev.preceptor.recipe.FleetKeys;
import dev.preceptor.recipe.Recipe;
import java.util.Locale;
import java.util.Optional;

/** The five services, in the order in which they are started. */
public enum Service {
  REWARD("reward-service", 256, false),
  LEARNER("learner-service", 768, true),
  ROLLOUT("rollout-service", 512, true),
  EVAL("eval-service", 512, true),
  JUDGE("judge-service", 256, true);

  private final String label;
  private final int heapMegabytes;
  private final boolean holdsWeights;

  Service(String label, int heapMegabytes, boolean holdsWeights) {
    this.label = label;
    this.heapMegabytes = heapMegabytes;
    this.holdsWeights = holdsWeights;
  }

  /** The name of its module and of its process. */
  public String label() {
    return label;
  }

  /** Its name in options. */
  public String role() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its processes; each judge has its own. */
  public String label(Optional<String> judge) {
    return label + judge.map(name -> "-" + name).orElse("");
  }

  /** Heap without the weights, megabytes. */
  int heapMegabytes() {
    return heapMegabytes;
  }

  /** Whether the process holds weights in memory with this recipe. */
  boolean holdsWeights(Recipe recipe) {
    return holdsWeights && (this != JUDGE || judges(recipe));
  }

  /** Whether steps wait for its output. */
  boolean isNeededForSteps(Recipe recipe) {
    return this != EVAL && (this != JUDGE || judges(recipe));
  }

  private static boolean judges(Recipe recipe) {
    return !recipe.scoring().judges().isEmpty();
  }

  /** The number of its processes in the recipe; for judges, the number per judge. */
  int workers(Recipe recipe) {
    FleetKeys fleet = recipe.fleet();
    return switch (this) {
      case ROLLOUT -> fleet.rolloutWorkers();
      case JUDGE -> fleet.judgeWorkers();
      case EVAL -> fleet.evalWorkers();
      default -> 1;
    };
  }

  /**
   * The number of PyTorch threads per process. The resulting weights can depend on the threads of
   * sampling and training, so these use the recipe's number; evaluation runs beside them and uses
   * half.
   */
  int threads(Recipe recipe) {
    int threads = recipe.fleet().threads();
    return this == EVAL ? Math.max(1, threads / 2) : threads;
  }
}
