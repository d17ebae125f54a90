package dev.preceptor.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One summand of a response's reward.
 *
 * @param name of a reward function, or of what judges decide
 * @param weight factor of its value
 * @param judges who decides its value; empty for a reward function, and for a reward with a judge's
 *     name, which that judge alone decides
 * @param quorum how several judges decide
 * @param missing what it means where the value cannot be found; empty leaves it to {@code
 *     missing_verdict}
 * @param parameters what else the entry says, for the reward to understand or refuse: numbers as
 *     {@link Double}, texts and truth values, by name
 */
public record RewardKeys(
    String name,
    double weight,
    List<String> judges,
    Optional<Quorum> quorum,
    Optional<MissingVerdict> missing,
    Map<String, Object> parameters) {

  /** Without parameters. */
  public RewardKeys(String name, double weight) {
    this(name, weight, Map.of());
  }

  /** Of a reward function. */
  public RewardKeys(String name, double weight, Map<String, Object> parameters) {
    this(name, weight, List.of(), Optional.empty(), Optional.empty(), parameters);
  }

  public RewardKeys {
    judges = List.copyOf(judges);
    parameters = Map.copyOf(parameters);
    RecipeKey.REWARDS.require(
        Double.isFinite(weight), weight, "is no weight of " + name + "; use a finite number");
    HashSet<String> once = new HashSet<>();
    for (String judge : judges) {
      RecipeKey.REWARDS.require(
          once.add(judge), judge, "is named twice by " + name + "; a judge has one vote");
    }
  }
}
