package dev.preceptor.history.rescore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.NearestName;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeKey;
import dev.preceptor.recipe.RecipeReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a rescore changes about a run's recipe. Only what a score depends on can change; what was
 * asked and sampled is the run's.
 *
 * @param before the run's recipe
 * @param after the same with other rewards, judges or algorithm
 */
public record ScoringChange(Recipe before, Recipe after) {

  /** Keys that scores depend on, and then those that say how judges compute that are asked now. */
  static final List<String> KEYS =
      List.of(
          "rewards",
          "algorithm",
          "judges",
          "missing_verdict",
          "device",
          "compute_dtype",
          "threads");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a change.
   *
   * @param run the run's name, for messages
   * @param overrides {@code key=value} with the value in YAML; a later one wins
   * @param judges folders of models by the judges' names, to be added to the recipe's judges or to
   *     replace those of their names
   * @throws InputException if a key is none that scores depend on
   * @throws dev.preceptor.recipe.RecipeException if a value cannot be used
   */
  public static ScoringChange of(
      String run, Recipe before, List<String> overrides, Map<String, String> judges) {
    overrides.forEach(ScoringChange::requireUsable);
    boolean listed = overrides.stream().anyMatch(override -> key(override).equals("judges"));
    if (listed && !judges.isEmpty()) {
      throw new InputException(
          "--judge %s and --set judges: either names all judges; keep one of them"
              .formatted(judges.keySet().iterator().next()));
    }
    var all = judges.isEmpty() ? overrides : with(overrides, "judges=" + judges(before, judges));
    var after = RecipeReader.parse("the definition of run " + run, before.toYaml(), Job.TRAIN, all);
    var change = new ScoringChange(before, after);
    change.newJudges().forEach(judge -> requireReward(judge.name(), after));
    return change;
  }

  private static List<String> with(List<String> overrides, String more) {
    return Stream.concat(overrides.stream(), Stream.of(more)).toList();
  }

  private static void requireReward(String judge, Recipe after) {
    if (after.scoring().observers().contains(judge)) {
      throw new InputException(
          "judge %s: no reward names it, so it would be asked in vain; add {name: %s, weight: 1} to rewards"
              .formatted(judge, judge));
    }
  }

  private static String key(String override) {
    return override.split("[=.]", 2)[0].strip();
  }

  private static void requireUsable(String override) {
    var key = key(override);
    if (KEYS.contains(key)) {
      return;
    }
    var usable = "a rescore takes " + String.join(", ", KEYS);
    if (key.equals("judge_deadline_seconds")) {
      throw new InputException(
          "--set %s: which verdicts came in time is history; --late-verdicts takes those too that came late; %s"
              .formatted(key, usable));
    }
    boolean known = RecipeKey.names().contains(key);
    throw new InputException(
        known
            ? "--set %s: is settled for responses that are there already; %s".formatted(key, usable)
            : "--set %s: there is no such key; did you mean %s? %s"
                .formatted(key, NearestName.to(key, KEYS), usable));
  }

  /** The run's judges with others, as YAML on one line. */
  private static String judges(Recipe before, Map<String, String> others) {
    try {
      ArrayNode all = JSON.createArrayNode();
      for (JsonNode judge : YAML.readTree(before.toYaml()).path("judges")) {
        if (!others.containsKey(judge.path("name").asText())) {
          all.add(judge);
        }
      }
      others.forEach((name, model) -> all.addObject().put("name", name).put("model", model));
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe does not write YAML", e);
    }
  }

  /** Judges that the run did not ask, or not as they are now. */
  List<JudgeKeys> newJudges() {
    return after.scoring().judges().stream()
        .filter(judge -> !before.scoring().judges().contains(judge))
        .toList();
  }

  /** Names of the run's own judges that rewards still name. */
  List<String> keptJudges() {
    var awaited = after.scoring().awaitedJudges();
    return after.scoring().judges().stream()
        .filter(judge -> before.scoring().judges().contains(judge))
        .map(JudgeKeys::name)
        .filter(awaited::contains)
        .toList();
  }
}
