package dev.preceptor.learner;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics that follow from a step's groups, by TRL's names where it has one: rewards, their
 * spread within groups, what could not be scored and because of which judge, and lengths. Standard
 * deviations are unbiased.
 */
final class StepMetrics {

  /** Rewards closer than this count as equal, as {@code torch.isclose} has it. */
  private static final double EQUAL = 1e-8;

  private final Map<String, Double> metrics = new LinkedHashMap<>();

  private StepMetrics() {}

  /**
   * Metrics of a step.
   *
   * @param whole all its groups: of those that failed only what their judges did counts
   */
  static Map<String, Double> of(int step, List<ScoredGroup> whole) {
    StepMetrics all = new StepMetrics();
    List<ScoredGroup> groups = whole.stream().filter(group -> group.getFailure() == null).toList();
    all.judges(whole);
    List<ScoredResponse> responses =
        groups.stream().flatMap(group -> group.getResponses().stream()).toList();
    if (!responses.isEmpty()) {
      all.rewards(groups, responses);
      all.lengths(responses);
      all.metrics.put(
          "staleness",
          groups.stream().mapToDouble(g -> step - 1 - g.getPolicyVersion()).average().orElse(0));
    }
    all.metrics.put(
        "time/sampling", groups.stream().mapToLong(ScoredGroup::getSampleMillis).sum() / 1e3);
    return all.metrics;
  }

  private void rewards(List<ScoredGroup> groups, List<ScoredResponse> responses) {
    metrics.put("reward", mean(responses.stream().map(ScoredResponse::getReward).toList()));
    List<Double> stds =
        groups.stream()
            .map(g -> std(g.getResponses().stream().map(ScoredResponse::getReward).toList()))
            .toList();
    metrics.put("reward_std", mean(stds));
    metrics.put("frac_reward_zero_std", mean(stds.stream().map(s -> s < EQUAL ? 1.0 : 0).toList()));
    Map<String, List<Double>> byName = new LinkedHashMap<>();
    for (ScoredResponse response : responses) {
      for (Reward reward : response.getRewards()) {
        List<Double> values = byName.computeIfAbsent(reward.getName(), n -> new ArrayList<>());
        if (reward.getValue() != null) {
          values.add(reward.getValue());
        }
      }
    }
    byName.forEach(
        (name, values) -> {
          if (!values.isEmpty()) {
            metrics.put("rewards/" + name + "/mean", mean(values));
            metrics.put("rewards/" + name + "/std", std(values));
          }
          metrics.put(
              "rewards/" + name + "/unscorable_ratio",
              1 - (double) values.size() / responses.size());
        });
  }

  /** Of each judge: groups it was late for, responses it could not judge, and how long it took. */
  private void judges(List<ScoredGroup> groups) {
    Map<String, List<JudgeStatus>> byJudge = new TreeMap<>();
    for (ScoredGroup group : groups) {
      for (JudgeStatus status : group.getHearings()) {
        byJudge.computeIfAbsent(status.getJudge(), judge -> new ArrayList<>()).add(status);
      }
    }
    byJudge.forEach(
        (judge, statuses) -> {
          List<JudgeStatus> inTime = statuses.stream().filter(status -> !status.getLate()).toList();
          metrics.put("judges/" + judge + "/late", (double) statuses.size() - inTime.size());
          metrics.put(
              "judges/" + judge + "/unscorable",
              (double) inTime.stream().mapToInt(JudgeStatus::getUnscorable).sum());
          if (!inTime.isEmpty()) {
            metrics.put(
                "judges/" + judge + "/latency",
                mean(inTime.stream().map(status -> (double) status.getLatencyMillis()).toList())
                    / 1e3);
          }
        });
  }

  private void lengths(List<ScoredResponse> responses) {
    List<Double> lengths =
        responses.stream().map(r -> (double) r.getResponse().getTokenIds().size()).toList();
    metrics.put("completions/mean_length", mean(lengths));
    metrics.put("completions/min_length", lengths.stream().min(Double::compare).orElseThrow());
    metrics.put("completions/max_length", lengths.stream().max(Double::compare).orElseThrow());
    List<Double> terminated =
        responses.stream()
            .filter(r -> r.getResponse().getFinish() == Finish.stop)
            .map(r -> (double) r.getResponse().getTokenIds().size())
            .toList();
    metrics.put("completions/clipped_ratio", 1 - (double) terminated.size() / responses.size());
    metrics.put("completions/mean_terminated_length", mean(terminated));
    metrics.put(
        "completions/min_terminated_length", terminated.stream().min(Double::compare).orElse(0.0));
    metrics.put(
        "completions/max_terminated_length", terminated.stream().max(Double::compare).orElse(0.0));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(0);
  }

  private static double std(List<Double> values) {
    if (values.size() < 2) {
      return 0;
    }
    double mean = mean(values);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }
}
