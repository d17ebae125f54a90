package dev.preceptor.training.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The recipe keys of an offline step: the recipe defaults, overridden by the settings of the file,
 * overridden by the command line. The policy is float32 by default, so that the master weights are
 * written.
 */
public final class StepSettings {

  /** What reference results say about their own step, and every step here does. */
  private static final Map<String, String> IMPLIED =
      Map.of("optimizer", "AdamW", "loss_type", "sigmoid");

  private StepSettings() {}

  /**
   * Reads the settings as a recipe.
   *
   * @param settings settings of the groups file
   * @param overrides {@code key=value}
   * @throws dev.preceptor.recipe.RecipeException if a key is unknown or a value cannot be used
   */
  public static Recipe recipe(Path model, ObjectNode settings, List<String> overrides) {
    return recipe(model, settings, overrides, Job.TRAIN);
  }

  /**
   * Reads the settings of a step on pairs as a recipe of {@code dpo}.
   *
   * @throws dev.preceptor.recipe.RecipeException if a key is unknown or a value cannot be used
   */
  public static Recipe ofPairs(Path model, ObjectNode settings, List<String> overrides) {
    return recipe(model, settings, overrides, Job.DPO);
  }

  private static Recipe recipe(Path model, ObjectNode settings, List<String> overrides, Job job) {
    ObjectNode keys = settings.objectNode();
    keys.put("model", model.toAbsolutePath().toString());
    keys.putObject("phantom");
    keys.put("policy_dtype", "float32");
    keys.setAll(settings);
    IMPLIED.forEach(
        (key, value) -> {
          if (keys.path(key).asText().equals(value)) {
            keys.remove(key);
          }
        });
    if (keys.path("loss").isTextual()) {
      keys.remove("loss"); // a description
    }
    // the file determines the size of the groups
    keys.remove("group_size");
    if (keys.has("max_completion_tokens")) {
      keys.set("max_completion_length", keys.remove("max_completion_tokens"));
    }
    return RecipeReader.parse("settings", keys.toString(), job, overrides);
  }
}
