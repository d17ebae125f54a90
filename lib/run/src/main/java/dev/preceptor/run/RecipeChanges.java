package dev.preceptor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may change about a run that has begun: how far it goes and how many work on it, nothing
 * else.
 */
public final class RecipeChanges {

  private static final Set<String> FREE = Set.of("max_steps", "rollout_workers", "judge_workers");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private RecipeChanges() {}

  /**
   * Checks that a run can go on under a recipe.
   *
   * @throws InputException if a key differs from what the run began with
   */
  public static void requireCompatible(String run, Recipe began, Recipe now) {
    var before = tree(began);
    var after = tree(now);
    var keys = new TreeSet<String>();
    before.fieldNames().forEachRemaining(keys::add);
    after.fieldNames().forEachRemaining(keys::add);
    keys.removeAll(FREE);
    for (var key : keys) {
      if (!before.path(key).equals(after.path(key))) {
        throw new InputException(
            "run %s began with %s %s and cannot go on with %s; only %s may change on --resume"
                .formatted(
                    run,
                    key,
                    text(before.path(key)),
                    text(after.path(key)),
                    String.join(", ", new TreeSet<>(FREE))));
      }
    }
  }

  private static JsonNode tree(Recipe recipe) {
    try {
      return YAML.readTree(recipe.toYaml());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe does not write YAML", e);
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? "(none)" : value.toString();
  }
}
