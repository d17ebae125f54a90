package dev.preceptor.kit;

import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.ComputePlan;
import org.eclipse.microprofile.config.ConfigProvider;

/** The device and type with which a service's models compute. */
public final class RunCompute {

  /** Overrides the recipe's device for one process, since the machines of a run may differ. */
  private static final String DEVICE = "preceptor.device";

  private RunCompute() {}

  /** The recipe's device and type, unless {@code preceptor.device} names another device. */
  public static Compute of(Recipe recipe) {
    String device =
        ConfigProvider.getConfig()
            .getOptionalValue(DEVICE, String.class)
            .orElse(recipe.fleet().device());
    return ComputePlan.of(recipe, device);
  }
}
