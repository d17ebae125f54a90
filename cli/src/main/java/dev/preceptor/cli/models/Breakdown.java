package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.scoring.Criterion;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunction;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rewards of a response, one by one.
 *
 * @param rewards the rewards computed by graders, in order
 * @param weights by reward name; empty if the rewards are not summed
 * @param judged the judges of each reward that is decided by judges, by reward name
 */
record Breakdown(
    List<RewardFunction> rewards, Map<String, Double> weights, Map<String, List<String>> judged) {

  /**
   * The result, by reward name. A reward of null could not be computed; {@code why} has the reason.
   *
   * @param thinkingLength length of the thinking text, in {@code thinkingUnit}
   * @param weight of each reward, with a recipe
   * @param reward weighted sum of the rewards that could be computed, with a recipe
   */
  record Answer(
      @JsonProperty("rewards") Map<String, Double> rewards,
      @JsonProperty("why") Map<String, String> why,
      @JsonProperty("check") Map<String, String> check,
      @JsonProperty("thinking_length") int thinkingLength,
      @JsonProperty("thinking_unit") String thinkingUnit,
      @JsonProperty("weight") @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> weight,
      @JsonProperty("reward") @JsonInclude(JsonInclude.Include.NON_NULL) Double reward) {

    String text() {
      int width = rewards.keySet().stream().mapToInt(String::length).max().orElse(0);
      String line = "%-" + width + "s %7s  %s: %s";
      String table =
          rewards.keySet().stream()
              .map(
                  name ->
                      line.formatted(
                          name,
                          rewards.get(name) == null ? "-" : "%.4g".formatted(rewards.get(name)),
                          check.get(name),
                          why.get(name)))
              .collect(Collectors.joining("\n"));
      return reward == null ? table : table + "\nreward %.6g".formatted(reward);
    }
  }

  /** The rewards of a recipe, or all rewards. */
  static Breakdown of(Optional<Recipe> recipe) {
    return recipe
        .map(Breakdown::ofRecipe)
        .orElseGet(() -> new Breakdown(RewardFunctions.all(), Map.of(), Map.of()));
  }

  private static Breakdown ofRecipe(Recipe recipe) {
    Map<String, Double> weights = new LinkedHashMap<>();
    List<RewardFunction> functions = new ArrayList<>();
    Map<String, List<String>> judged = new LinkedHashMap<>();
    for (Criterion criterion : GroupScoring.of(recipe).criteria()) {
      weights.put(criterion.name(), criterion.weight());
      if (criterion instanceof Criterion.ByFunction graded) {
        functions.add(graded.function());
      } else if (criterion instanceof Criterion.ByJudges byJudges) {
        judged.put(criterion.name(), byJudges.rule().judges());
      }
    }
    return new Breakdown(functions, weights, judged);
  }

  /** Grades a response. */
  Answer of(Graded graded, String thinkingUnit) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, String> why = new LinkedHashMap<>();
    Map<String, String> check = new LinkedHashMap<>();
    double sum = 0;
    for (RewardFunction reward : rewards) {
      Grade grade = reward.grade(graded);
      values.put(reward.name(), grade.isScored() ? grade.value() : null);
      why.put(reward.name(), grade.why());
      check.put(reward.name(), grade.check());
      sum += grade.isScored() ? weights.getOrDefault(reward.name(), 0.0) * grade.value() : 0;
    }
    judged.forEach(
        (reward, judges) -> {
          values.put(reward, null);
          why.put(reward, "not computed here; preceptor judge asks a judge");
          check.put(reward, "judge " + String.join(", ", judges));
        });
    return new Answer(
        values,
        why,
        check,
        graded.thinkingTokens().orElse(0),
        thinkingUnit,
        weights.isEmpty() ? null : weights,
        weights.isEmpty() ? null : sum);
  }
}
