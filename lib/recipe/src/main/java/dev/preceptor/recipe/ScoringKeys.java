package dev.preceptor.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How responses are scored.
 *
 * @param rewards {@code rewards}: what is summed, in this order
 * @param judges {@code judges}: whose verdicts decide rewards; one that no reward names is an
 *     observer, whose verdicts are kept and not waited for
 * @param judgeDeadlineSeconds {@code judge_deadline_seconds}: how long a group waits for verdicts,
 *     wall clock, from the moment its responses come to be scored
 * @param missingVerdict {@code missing_verdict}: of rewards that say nothing else
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
    }
    for (RewardKeys reward : rewards) {
      requireJudges(reward, judgeNames);
    }
    RecipeKey.JUDGE_DEADLINE_SECONDS.requireWithin(judgeDeadlineSeconds, 1, MAX_DEADLINE_SECONDS);
  }

  private static void requireJudges(RewardKeys reward, Set<String> known) {
    for (String judge : reward.judges()) {
      RecipeKey.REWARDS.require(
          known.contains(judge),
          judge,
          known.isEmpty()
              ? "judges " + reward.name() + ", but there are no judges; list it under judges"
              : "judges %s, but is not under judges; did you mean %s?"
                  .formatted(reward.name(), NearestName.to(judge, new TreeSet<>(known))));
    }
    RecipeKey.REWARDS.require(
        reward.quorum().isEmpty() || !reward.judges().isEmpty() || known.contains(reward.name()),
        reward.name(),
        "has a quorum but no judges; add judges: [NAME, …] to it");
  }

  /** Who decides a reward of this recipe; nobody where a reward function does. */
  public List<String> judgesOf(RewardKeys reward) {
    if (!reward.judges().isEmpty()) {
      return reward.judges();
    }
    return judges.stream().anyMatch(judge -> judge.name().equals(reward.name()))
        ? List.of(reward.name())
        : List.of();
  }

  /** What it means for a group that a reward of this recipe could not be found. */
  public MissingVerdict missingOf(RewardKeys reward) {
    return reward.missing().orElse(missingVerdict);
  }

  /** The judges that groups wait for, sorted: all that a reward names. */
  public List<String> awaitedJudges() {
    return rewards.stream()
        .flatMap(reward -> judgesOf(reward).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The judges that no reward names, sorted: their verdicts are kept and decide nothing. */
  public List<String> observers() {
    List<String> awaited = awaitedJudges();
    return judges.stream()
        .map(JudgeKeys::name)
        .filter(judge -> !awaited.contains(judge))
        .sorted()
        .toList();
  }
}
