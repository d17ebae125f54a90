package dev.preceptor.recipe;

/**
 * What is optimised.
 *
 * @param algorithm {@code algorithm}, by name
 * @param beta {@code beta}: weight of the KL divergence from the frozen reference
 * @param epsilon {@code epsilon}: the ratio is clipped to 1 ± epsilon
 */
public record ObjectiveKeys(String algorithm, double beta, double epsilon) {

  public ObjectiveKeys {
    RecipeKey.BETA.requireNotNegative(beta);
    RecipeKey.EPSILON.require(
        epsilon > 0 && epsilon < 1, epsilon, "is no clipping range; use a number between 0 and 1");
  }
}
