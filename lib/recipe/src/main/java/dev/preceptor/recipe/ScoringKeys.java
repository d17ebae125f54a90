package dev.preceptor.recipe;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** How responses are scored. */
public record ScoringKeys(
    @Meaning("The rewards, whose weighted sum is a response's total reward.")
        @Key(jobs = Job.TRAIN, initial = "[{name: format, weight: 1}, {name: accuracy, weight: 1}]")
        List<RewardKeys> rewards,
    @Meaning(
            "The judges whose verdicts decide rewards. A judge that no reward names is an"
                + " observer: its verdicts are kept, and nothing waits for them.")
        @Key(jobs = Job.TRAIN, initial = "[]")
        List<JudgeKeys> judges,
    @Meaning(
            "How long a group waits for verdicts, in wall-clock time, after its responses have"
                + " reached reward-service.")
        @Key(jobs = Job.TRAIN, initial = "60", min = 1, max = 7 * 24 * 3600, unit = "seconds")
        int judgeDeadlineSeconds,
    @Meaning(
            "What happens to a group if a verdict is missing: leave_out leaves that reward out"
                + " for the whole group, fail_group fails the group. A missing verdict never"
                + " counts as 0.")
        @Key(jobs = Job.TRAIN, initial = "leave_out")
        MissingVerdict missingVerdict) {
  public ScoringKeys {
    rewards = List.copyOf(rewards);
    judges = List.copyOf(judges);
    if (rewards.isEmpty()) {
      throw new RecipeException(
          "rewards", "is empty; list at least one, such as {name: accuracy, weight: 1}");
    }
    Bounds.check(ScoringKeys.class, rewards, judges, judgeDeadlineSeconds, missingVerdict);
    requireOnce("rewards", rewards.stream().map(RewardKeys::name));
    Set<String> judgeNames = requireOnce("judges", judges.stream().map(JudgeKeys::name));
    rewards.forEach(reward -> requireJudges(reward, judgeNames));
  }

  private static Set<String> requireOnce(String key, Stream<String> names) {
    Set<String> once = new TreeSet<>();
    names.forEach(
        name -> {
          if (!once.add(name)) {
            throw new RecipeException(key, name + " is listed twice; keep one");
          }
        });
    return once;
  }

  private static void requireJudges(RewardKeys reward, Set<String> known) {
    String name = reward.name();
    for (String judge : reward.judges()) {
      if (!known.contains(judge)) {
        throw new RecipeException(
            "rewards",
            known.isEmpty()
                ? "reward %s names the judge %s, but the recipe has no judges; list it under judges"
                    .formatted(name, judge)
                : "reward %s names the judge %s, which is not under judges; did you mean %s?"
                    .formatted(name, judge, NearestName.to(judge, known)));
      }
    }
    if (reward.quorum().isPresent() && reward.judges().isEmpty() && !known.contains(name)) {
      throw new RecipeException(
          "rewards", "reward %s has a quorum but no judges; add judges: [NAME, …]".formatted(name));
    }
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
