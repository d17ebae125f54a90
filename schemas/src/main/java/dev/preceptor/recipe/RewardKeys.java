package dev.preceptor.recipe;

/**
 * One summand of a response's reward.
 *
 * @param name of a reward function or of a judge
 * @param weight factor of its value
 */
public record RewardKeys(String name, double weight) {

  public RewardKeys {
    RecipeKey.REWARDS.require(
        Double.isFinite(weight), weight, "is no weight of " + name + "; use a finite number");
  }
}
