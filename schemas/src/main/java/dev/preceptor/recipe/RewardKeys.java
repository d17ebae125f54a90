package dev.preceptor.recipe;

import java.util.Map;

/**
 * One summand of a response's reward.
 *
 * @param name of a reward function or of a judge
 * @param weight factor of its value
 * @param parameters what else the entry says, for the reward to understand or refuse: numbers as
 *     {@link Double}, texts and truth values, by name
 */
public record RewardKeys(String name, double weight, Map<String, Object> parameters) {

  /** Without parameters. */
  public RewardKeys(String name, double weight) {
    this(name, weight, Map.of());
  }

  public RewardKeys {
    parameters = Map.copyOf(parameters);
    RecipeKey.REWARDS.require(
        Double.isFinite(weight), weight, "is no weight of " + name + "; use a finite number");
  }
}
