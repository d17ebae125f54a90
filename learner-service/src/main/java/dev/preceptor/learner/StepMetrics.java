package dev.preceptor.learner;

import dev.preceptor.run.StepMetric;
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
          StepMetric.REPETITION.key(),
          responses.stream()
              .mapToDouble(response -> Repetition.share(response.getResponse().getTokenIds()))
              .average()
              .orElse(0));
      all.metrics.put(
          StepMetric.STALENESS.key(),
          groups.stream().mapToDouble(g -> step - 1 - g.getPolicyVersion()).average().orElse(0));
    }
    all.metrics.put(
        StepMetric.TIME_SAMPLING.key(),
        groups.stream().mapToLong(ScoredGroup::getSampleMillis).sum() / 1e3);
    return all.metrics;
  }

  private void rewards(List<ScoredGroup> groups, List<ScoredResponse> responses) {
    metrics.put(
        StepMetric.REWARD.key(), mean(responses.stream().map(ScoredResponse::getReward).toList()));
    List<Double> stds =
        groups.stream()
            .map(g -> std(g.getResponses().stream().map(ScoredResponse::getReward).toList()))
            .toList();
    metrics.put(StepMetric.REWARD_STD.key(), mean(stds));
    metrics.put(
        StepMetric.FRAC_REWARD_ZERO_STD.key(),
        mean(stds.stream().map(s -> s < EQUAL ? 1.0 : 0).toList()));
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
            metrics.put(StepMetric.REWARD_MEAN.key(name), mean(values));
            metrics.put(StepMetric.REWARD_SPREAD.key(name), std(values));
          }
          metrics.put(
              StepMetric.REWARD_UNSCORABLE.key(name),
              1 - (double) values.size() / responses.size());
        });
    byName.keySet().forEach(name -> constant(name, groups));
  }

  /** In how many of the groups that have a reward it does not tell the responses apart. */
  private void constant(String name, List<ScoredGroup> groups) {
    List<Double> constant = new ArrayList<>();
    for (ScoredGroup group : groups) {
      List<Double> values =
          group.getResponses().stream()
              .flatMap(response -> response.getRewards().stream())
              .filter(reward -> reward.getName().equals(name) && reward.getValue() != null)
              .map(Reward::getValue)
              .toList();
      if (!values.isEmpty()) {
        constant.add(std(values) < EQUAL ? 1.0 : 0);
      }
    }
    if (!constant.isEmpty()) {
      metrics.put(StepMetric.REWARD_ZERO_STD.key(name), mean(constant));
    }
  }

  /** Whether a group's responses have different rewards, so that there is something to learn. */
  static boolean differ(ScoredGroup group) {
    return std(group.getResponses().stream().map(ScoredResponse::getReward).toList()) >= EQUAL;
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
          metrics.put(StepMetric.JUDGE_LATE.key(judge), (double) statuses.size() - inTime.size());
          metrics.put(
              StepMetric.JUDGE_UNSCORABLE.key(judge),
              (double) inTime.stream().mapToInt(JudgeStatus::getUnscorable).sum());
          if (!inTime.isEmpty()) {
            metrics.put(
                StepMetric.JUDGE_LATENCY.key(judge),
                mean(inTime.stream().map(status -> (double) status.getLatencyMillis()).toList())
                    / 1e3);
          }
        });
  }

  private void lengths(List<ScoredResponse> responses) {
    List<Double> lengths =
        responses.stream().map(r -> (double) r.getResponse().getTokenIds().size()).toList();
    metrics.put(StepMetric.MEAN_LENGTH.key(), mean(lengths));
    metrics.put(StepMetric.MIN_LENGTH.key(), lengths.stream().min(Double::compare).orElseThrow());
    metrics.put(StepMetric.MAX_LENGTH.key(), lengths.stream().max(Double::compare).orElseThrow());
    List<Double> terminated =
        responses.stream()
            .filter(r -> r.getResponse().getFinish() == Finish.stop)
            .map(r -> (double) r.getResponse().getTokenIds().size())
            .toList();
    metrics.put(StepMetric.CLIPPED_RATIO.key(), 1 - (double) terminated.size() / responses.size());
    metrics.put(StepMetric.MEAN_TERMINATED_LENGTH.key(), mean(terminated));
    metrics.put(
        StepMetric.MIN_TERMINATED_LENGTH.key(),
        terminated.stream().min(Double::compare).orElse(0.0));
    metrics.put(
        StepMetric.MAX_TERMINATED_LENGTH.key(),
        terminated.stream().max(Double::compare).orElse(0.0));
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
