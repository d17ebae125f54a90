package dev.preceptor.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How responses are scored.
 *
 * @param rewards {@code rewards}: what is summed, in this order
 * @param judges {@code judges}: models whose verdicts are rewards of the same name
 * @param judgeDeadlineSeconds {@code judge_deadline_seconds}: how long a group waits for verdicts
 * @param missingVerdict {@code missing_verdict}
 */
public record ScoringKeys(
    List<RewardKeys> rewards,
    List<JudgeKeys> judges,
    int judgeDeadlineSeconds,
    MissingVerdict missingVerdict) {
  private static final int MAX_DEADLINE_SECONDS = 7 * 24 * 3600;

  public ScoringKeys {
    rewards = List.copyOf(rewards);
    judges = List.copyOf(judges);
    if (rewards.isEmpty()) {
      throw new RecipeException(
          "rewards", "is empty; list at least one, such as {name: accuracy, weight: 1}");
    }
    Set<String> rewardNames = new HashSet<>();
    for (RewardKeys reward : rewards) {
      RecipeKey.REWARDS.require(
          rewardNames.add(reward.name()), reward.name(), "is listed twice; keep one");
    }
    Set<String> judgeNames = new HashSet<>();
    for (JudgeKeys judge : judges) {
      RecipeKey.JUDGES.require(
          judgeNames.add(judge.name()), judge.name(), "is listed twice; keep one");
      RecipeKey.JUDGES.require(
          rewardNames.contains(judge.name()),
          judge.name(),
          "has no weight; add {name: " + judge.name() + ", weight: 1} to rewards");
    }
    RecipeKey.JUDGE_DEADLINE_SECONDS.requireWithin(judgeDeadlineSeconds, 1, MAX_DEADLINE_SECONDS);
  }
}
