package dev.preceptor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Checks changes to the recipe of a run on resume: only its length, its numbers of workers, where
 * it is shown and reported, and what its sentinel does may change.
 */
public final class RecipeChanges {

  private static final Set<String> CHANGEABLE =
      Set.of(
          "max_steps",
          "rollout_workers",
          "judge_workers",
          "eval_workers",
          "console_port",
          "report_to",
          "sentinel");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private RecipeChanges() {}

  /**
   * Checks that a run can be resumed with a recipe.
   *
   * @throws InputException if another key differs from the original recipe
   */
  public static void requireCompatible(String run, Recipe original, Recipe now) {
    var before = tree(original);
    var after = tree(now);
    var keys = new TreeSet<String>();
    before.fieldNames().forEachRemaining(keys::add);
    after.fieldNames().forEachRemaining(keys::add);
    keys.removeAll(CHANGEABLE);
    for (var key : keys) {
      if (!before.path(key).equals(after.path(key))) {
        throw new InputException(
            "run %s was started with %s %s and cannot be resumed with %s; only %s may change on --resume"
                .formatted(
                    run,
                    key,
                    text(before.path(key)),
                    text(after.path(key)),
                    CHANGEABLE.stream()
                        .filter(before::has)
                        .sorted()
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  private static JsonNode tree(Recipe recipe) {
    try {
      return YAML.readTree(recipe.toYaml());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe cannot be written as YAML", e);
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? "(none)" : value.toString();
  }
}
