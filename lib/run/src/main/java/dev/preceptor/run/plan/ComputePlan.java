package dev.preceptor.run.plan;

import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.Recipe;
import java.util.Locale;

/** Where and in what type a recipe's models compute. */
public final class ComputePlan {

  private ComputePlan() {}

  /** On the device that the recipe names. */
  public static Compute of(Recipe recipe) {
    return of(recipe, recipe.fleet().device());
  }

  /** In the recipe's type on another device: machines of a fleet need not be alike. */
  public static Compute of(Recipe recipe, String device) {
    return Compute.of(device, recipe.fleet().computeDtype().name().toLowerCase(Locale.ROOT));
  }
}
