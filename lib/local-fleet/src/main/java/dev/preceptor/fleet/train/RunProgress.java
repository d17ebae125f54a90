package dev.preceptor.fleet.train;

import dev.preceptor.run.Summary;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.TrainingStep;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a run has come: its steps and evaluations on record, in whatever order they are entered.
 */
public final class RunProgress {

  /** The metric that {@code reward_first} and {@code reward_last} are means of. */
  public static final String REWARD = "reward";

  /** The metric of an evaluation that tells the share of right answers. */
  public static final String ACCURACY = "accuracy";

  private final int maxSteps;
  private final NavigableMap<Integer, Double> rewards = new TreeMap<>();
  private final NavigableMap<Integer, Double> accuracies = new TreeMap<>();
  private String policySha256;

  /**
   * @param maxSteps steps that the run takes; it is at its end when the weights after them are
   *     measured
   */
  public RunProgress(int maxSteps) {
    this.maxSteps = maxSteps;
  }

  /** Enters a step. */
  public void step(TrainingStep step) {
    if (rewards.isEmpty() || step.getStep() >= rewards.lastKey()) {
      policySha256 = step.getPolicySha256();
    }
    rewards.put(step.getStep(), step.getMetrics().getOrDefault(REWARD, Double.NaN));
  }

  /** Enters an evaluation. */
  public void evaluation(Evaluation evaluation) {
    accuracies.put(
        evaluation.getPolicyVersion(), evaluation.getMetrics().getOrDefault(ACCURACY, Double.NaN));
  }

  /** The last step on record, 0 before the first. */
  public int lastStep() {
    return rewards.isEmpty() ? 0 : rewards.lastKey();
  }

  /** How many steps and evaluations are on record. */
  public int results() {
    return rewards.size() + accuracies.size();
  }

  /** Accuracy of the newest weights that were measured. */
  public Optional<Double> accuracy() {
    return Optional.ofNullable(accuracies.lastEntry()).map(Map.Entry::getValue);
  }

  /** Whether everything is on record that the run is to bring. */
  public boolean finished() {
    return lastStep() >= maxSteps && accuracies.containsKey(maxSteps);
  }

  /** Whether only the last evaluation is to come. */
  public boolean onlyEvaluating() {
    return lastStep() >= maxSteps && !finished();
  }

  /**
   * What has come out so far.
   *
   * @param seconds since the command's start
   * @param secondsToFirstReward as {@link Summary} means it
   */
  public Summary summary(String run, double seconds, Optional<Double> secondsToFirstReward) {
    var ordered = List.copyOf(rewards.values());
    int tenth = Math.max(1, ordered.size() / 10);
    int steps = ordered.size();
    return new Summary(
        run,
        steps,
        policySha256,
        seconds,
        secondsToFirstReward.orElse(null),
        mean(ordered.subList(0, Math.min(tenth, steps))),
        mean(ordered.subList(Math.max(0, steps - tenth), steps)),
        number(accuracies.get(0)),
        number(accuracies.get(lastStep())));
  }

  private static Double mean(Collection<Double> values) {
    // A step whose groups have all failed has no reward.
    return number(
        values.stream()
            .filter(value -> !value.isNaN())
            .mapToDouble(value -> value)
            .average()
            .orElse(Double.NaN));
  }

  private static Double number(Double value) {
    return value == null || value.isNaN() ? null : value;
  }
}
