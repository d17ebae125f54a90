package dev.preceptor.fleet.train;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.EffectSummary;
import dev.preceptor.run.RunEffects;
import dev.preceptor.run.Summary;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.TrainingStep;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The progress of a run: its recorded steps and evaluations, added in any order. */
public final class RunProgress {

  /** The metric averaged in {@code reward_first} and {@code reward_last}. */
  public static final String REWARD = "reward";

  /** The evaluation metric with the fraction of correct answers. */
  public static final String ACCURACY = "accuracy";

  private final int maxSteps;
  private final NavigableMap<Integer, Double> rewards = new TreeMap<>();
  private final NavigableMap<Integer, Double> accuracies = new TreeMap<>();
  private final RunEffects effects;
  private String policySha256;

  /**
   * @param recipe whose {@code max_steps} are the steps of the whole run; it has finished when the
   *     weights after them are evaluated
   */
  public RunProgress(Recipe recipe) {
    maxSteps = recipe.maxSteps();
    effects = new RunEffects(recipe);
  }

  /** Adds a step. */
  public void step(TrainingStep step) {
    effects.step(step);
    if (rewards.isEmpty() || step.getStep() >= rewards.lastKey()) {
      policySha256 = step.getPolicySha256();
    }
    rewards.put(step.getStep(), step.getMetrics().getOrDefault(REWARD, Double.NaN));
  }

  /** Adds an evaluation. */
  public void evaluation(Evaluation evaluation) {
    accuracies.put(
        evaluation.getPolicyVersion(), evaluation.getMetrics().getOrDefault(ACCURACY, Double.NaN));
  }

  /** The last recorded step, 0 before the first. */
  public int lastStep() {
    return rewards.isEmpty() ? 0 : rewards.lastKey();
  }

  /** The number of recorded steps and evaluations. */
  public int results() {
    return rewards.size() + accuracies.size();
  }

  /** Accuracy of the newest evaluated weights. */
  public Optional<Double> accuracy() {
    return Optional.ofNullable(accuracies.lastEntry()).map(Map.Entry::getValue);
  }

  /** Whether all steps and the last evaluation are recorded. */
  public boolean finished() {
    return lastStep() >= maxSteps && accuracies.containsKey(maxSteps);
  }

  /** Whether only the last evaluation is missing. */
  public boolean onlyEvaluating() {
    return lastStep() >= maxSteps && !finished();
  }

  /**
   * The result so far.
   *
   * @param seconds since the command's start
   * @param secondsToFirstReward see {@link Summary}
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
        number(accuracies.get(lastStep())),
        EffectSummary.of(effects));
  }

  private static Double mean(Collection<Double> values) {
    // A step without a scored group has no reward.
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
