package dev.preceptor.history.rescore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The changes of a rescore to a run's recipe. Only keys that affect scores can change; prompts and
 * responses are those of the run.
 *
 * @param before the run's recipe
 * @param after the recipe with the changes
 */
public record ScoringChange(Recipe before, Recipe after) {

  /** Keys that affect scores, and keys for the computation of judges that are asked now. */
  static final List<String> KEYS =
      List.of(
          "rewards",
          "algorithm",
          "judges",
          "missing_verdict",
          "device",
          "compute_dtype",
          "threads");

  /** The judge that is people, whose reviews are on record. */
  public static final String CLINICIAN = "clinician";

  private static final Pattern COUNT = Pattern.compile("[0-9]{0,4}");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Parses the changes.
   *
   * @param run the run's name, for messages
   * @param overrides {@code key=value} with the value in YAML; the last one for a key wins
   * @param judges model folders by judge name, added to the recipe's judges or replacing those of
   *     the same name; of {@value #CLINICIAN}, nothing or how many reviewers must have voted
   * @throws InputException if a key does not affect scores
   * @throws dev.preceptor.recipe.RecipeException if a value cannot be used
   */
  public static ScoringChange of(
      String run, Recipe before, List<String> overrides, Map<String, String> judges) {
    overrides.forEach(ScoringChange::requireUsable);
    boolean listed = overrides.stream().anyMatch(override -> key(override).equals("judges"));
    if (listed && !judges.isEmpty()) {
      throw new InputException(
          "--judge %s and --set judges cannot be combined; use one of them"
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
          "judge %s: no reward uses it; add {name: %s, weight: 1} to rewards"
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
    var usable = "a rescore accepts " + String.join(", ", KEYS);
    if (key.equals("judge_deadline_seconds")) {
      throw new InputException(
          "--set %s: a rescore keeps which verdicts were late; use --late-verdicts to count them too; %s"
              .formatted(key, usable));
    }
    boolean known = RecipeKey.names().contains(key);
    throw new InputException(
        known
            ? "--set %s: cannot change for responses that are already sampled; %s"
                .formatted(key, usable)
            : "--set %s: no such key; did you mean %s? %s"
                .formatted(key, NearestName.to(key, KEYS), usable));
  }

  /** The run's judges with the given ones, as one line of YAML. */
  private static String judges(Recipe before, Map<String, String> others) {
    try {
      ArrayNode all = JSON.createArrayNode();
      for (JsonNode judge : YAML.readTree(before.toYaml()).path("judges")) {
        if (!others.containsKey(judge.path("name").asText())) {
          all.add(judge);
        }
      }
      others.forEach((name, source) -> add(all.addObject().put("name", name), source));
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe cannot be written as YAML", e);
    }
  }

  /** A model's folder; of people, how many must have voted. */
  private static void add(ObjectNode judge, String source) {
    String name = judge.path("name").asText();
    if (name.equals(CLINICIAN) && COUNT.matcher(source).matches()) {
      judge.put("reviewers", source.isEmpty() ? 1 : Integer.parseInt(source));
    } else if (source.isEmpty()) {
      throw new InputException(
          "--judge %s: has no model; give its folder, --judge %s=DIR, or name %s to hear the run's reviews"
              .formatted(name, name, CLINICIAN));
    } else {
      judge.put("model", source);
    }
  }

  /** Judges that the run did not have, or had with other settings. */
  List<JudgeKeys> newJudges() {
    return after.scoring().judges().stream()
        .filter(judge -> !before.scoring().judges().contains(judge))
        .toList();
  }

  /** Names of the run's judges that rewards still use. */
  List<String> keptJudges() {
    var awaited = after.scoring().awaitedJudges();
    return after.scoring().judges().stream()
        .filter(judge -> before.scoring().judges().contains(judge))
        .map(JudgeKeys::name)
        .filter(awaited::contains)
        .toList();
  }
}
