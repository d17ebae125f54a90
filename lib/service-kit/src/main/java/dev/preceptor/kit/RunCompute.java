package dev.preceptor.kit;

import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.ComputePlan;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where and in what type a service's models compute. */
public final class RunCompute {

  /** Names another device for one process: machines of a fleet need not be alike. */
  private static final String DEVICE = "preceptor.device";

  private RunCompute() {}

  /** As the recipe says, unless the process is told another device. */
  public static Compute of(Recipe recipe) {
    String device =
        ConfigProvider.getConfig()
            .getOptionalValue(DEVICE, String.class)
            .orElse(recipe.fleet().device());
    return ComputePlan.of(recipe, device);
  }
}
