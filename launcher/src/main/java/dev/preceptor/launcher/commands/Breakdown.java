package dev.preceptor.launcher.commands;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunction;
import dev.preceptor.vqa.grading.RewardFunctions;
import dev.preceptor.vqa.grading.RewardParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a list of rewards gives for a response.
 *
 * @param rewards those that grade, in order
 * @param weights by name; empty where rewards are not summed
 * @param judged names of those that a judge has to give
 */
record Breakdown(List<RewardFunction> rewards, Map<String, Double> weights, Set<String> judged) {

  /**
   * What comes out, by the rewards' names. A reward of null could not be given; {@code why} tells.
   *
   * @param thinkingLength of the thinking text, in {@code thinkingUnit}
   * @param weight of each reward, where a recipe says so
   * @param reward sum of what could be given, by weight, where a recipe says so
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

  /** By a recipe, or by every reward there is. */
  static Breakdown of(Optional<Recipe> recipe) {
    return recipe
        .map(Breakdown::ofRecipe)
        .orElseGet(() -> new Breakdown(RewardFunctions.all(), Map.of(), Set.of()));
  }

  private static Breakdown ofRecipe(Recipe recipe) {
    Set<String> judges =
        recipe.scoring().judges().stream().map(JudgeKeys::name).collect(Collectors.toSet());
    List<RewardKeys> keys = recipe.scoring().rewards();
    Map<String, Double> weights = new LinkedHashMap<>();
    keys.forEach(reward -> weights.put(reward.name(), reward.weight()));
    return new Breakdown(
        keys.stream()
            .filter(reward -> !judges.contains(reward.name()))
            .map(reward -> new RewardParameters(reward.name(), reward.parameters()))
            .map(RewardFunctions::of)
            .toList(),
        weights,
        judges);
  }

  /** What they give. */
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
    for (String judge : judged) {
      values.put(judge, null);
      why.put(judge, "judges are not asked here; preceptor judge asks one");
      check.put(judge, "judge " + judge);
    }
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
