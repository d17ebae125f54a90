package dev.preceptor.launcher.ledger;

import dev.preceptor.launcher.ledger.Entry.Flaw;
import dev.preceptor.launcher.ledger.Offence.Kind;
import dev.preceptor.models.InputException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunction;
import dev.preceptor.vqa.grading.RewardFunctions;
import dev.preceptor.vqa.grading.RewardParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What responses are worth, and what a scored group says they are: sums and advantages are computed
 * again, and every response is graded again.
 */
final class ScoreReading {

  private final List<RewardKeys> rewards;
  private final Map<String, RewardFunction> functions = new HashMap<>();
  private final Algorithm algorithm;
  private final String completionPrefix;

  ScoreReading(Recipe recipe) {
    rewards = recipe.scoring().rewards();
    var judges = recipe.scoring().judges().stream().map(JudgeKeys::name).toList();
    rewards.stream()
        .filter(reward -> !judges.contains(reward.name()))
        .map(reward -> new RewardParameters(reward.name(), reward.parameters()))
        .map(RewardFunctions::of)
        .filter(RewardFunction::isRepeatable)
        .forEach(function -> functions.put(function.name(), function));
    algorithm = Algorithm.named(recipe.objective().algorithm());
    completionPrefix =
        PromptTemplate.valueOf(recipe.data().promptTemplate().name()).completionPrefix();
  }

  /** By reward, what its function says of the responses; nothing where they cannot be graded. */
  Map<String, String> grades(Rollout rollout) {
    Map<String, String> grades = new TreeMap<>();
    if (rollout.getFailure() != null || rollout.getAnswer().length() != 1) {
      return grades;
    }
    try {
      functions.forEach(
          (name, function) -> {
            List<Grade> given = function.gradeGroup(graded(rollout));
            if (given.stream().allMatch(Grade::isScored)) {
              grades.put(name, given.stream().map(Grade::value).toList().toString());
            }
          });
      return grades;
    } catch (InputException e) {
      return Map.of(); // choices or answer that nothing can be graded by
    }
  }

  private List<Graded> graded(Rollout rollout) {
    return Graded.group(
        rollout.getResponses().stream().map(r -> completionPrefix + r.getText()).toList(),
        rollout.getChoices(),
        rollout.getAnswer().charAt(0),
        rollout.getQuestion(),
        rollout.getThinkingTokens());
  }

  /** A judge's verdicts as the rewards that they are worth. */
  static String verdicts(List<Verdict> verdicts) {
    List<Double> values = new ArrayList<>();
    for (var verdict : verdicts) {
      values.add(
          switch (verdict.getKind()) {
            case yes -> 1.0;
            case no -> 0.0;
            case unscorable -> null;
          });
    }
    return values.toString();
  }

  /** By reward, its values; without those that were left out. */
  static Map<String, String> values(ScoredGroup group) {
    Map<String, List<Double>> values = new TreeMap<>();
    for (var response : group.getResponses()) {
      for (var reward : response.getRewards()) {
        values.computeIfAbsent(reward.getName(), name -> new ArrayList<>()).add(reward.getValue());
      }
    }
    Map<String, String> texts = new TreeMap<>();
    values.forEach(
        (name, list) -> {
          if (list.stream().anyMatch(Objects::nonNull)) {
            texts.put(name, list.toString());
          }
        });
    return texts;
  }

  /** What does not add up in a scored group. */
  List<Flaw> flaws(ScoredGroup group) {
    if (group.getFailure() != null) {
      return List.of();
    }
    List<Flaw> flaws = new ArrayList<>();
    double[] sums = new double[group.getResponses().size()];
    double[] advantages = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      var response = group.getResponses().get(i);
      checkCriteria(response, i, flaws);
      sums[i] = sum(response);
      advantages[i] = response.getAdvantage();
      if (response.getReward() != sums[i]) {
        flaws.add(
            new Flaw(
                Kind.ALTERED,
                "has reward %s for response %d, its parts add up to %s"
                    .formatted(response.getReward(), i, sums[i])));
      }
    }
    double[] due = algorithm.advantages(sums);
    if (!Arrays.equals(advantages, due)) {
      flaws.add(
          new Flaw(
              Kind.ALTERED,
              "has advantages %s, its rewards give %s"
                  .formatted(Arrays.toString(advantages), Arrays.toString(due))));
    }
    return List.copyOf(flaws);
  }

  private void checkCriteria(ScoredResponse response, int number, List<Flaw> flaws) {
    var given =
        response.getRewards().stream()
            .map(reward -> reward.getName() + " times " + reward.getWeight())
            .toList();
    var asked =
        rewards.stream().map(reward -> reward.name() + " times " + reward.weight()).toList();
    if (!given.equals(asked)) {
      flaws.add(
          new Flaw(
              Kind.ALTERED,
              "has rewards %s for response %d, the recipe has %s".formatted(given, number, asked)));
    }
  }

  private static double sum(ScoredResponse response) {
    double sum = 0;
    for (Reward reward : response.getRewards()) {
      sum += reward.getValue() == null ? 0 : reward.getWeight() * reward.getValue();
    }
    return sum;
  }
}
