package dev.preceptor.run.sentinel;

import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.run.StepMetric;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches a run for reward hacking. It is given the metrics of every step in order, and those of
 * every evaluation in order once the step whose weights it measures was given; which evaluations
 * came before or after later steps makes no difference. Figures that a step does not have raise no
 * alarm. For one thread, {@link #level} apart.
 */
public final class Sentinel {

  private final List<RewardKeys> rewards;
  private final StepHistory steps;
  private final TreeMap<Integer, HeldOut> evaluations = new TreeMap<>();
  private final Map<SentinelAlarm, Double> levels = new ConcurrentHashMap<>();
  private final Map<SentinelAlarm, Alarm> first = new EnumMap<>(SentinelAlarm.class);

  /** The alarms that hold at the last step. */
  private List<Alarm> ofStep = List.of();

  private final Map<Integer, List<Alarm>> ofEvaluations = new HashMap<>();

  /** Of a run by its recipe. */
  public Sentinel(Recipe recipe) {
    rewards = recipe.scoring().rewards().stream().filter(reward -> reward.weight() != 0).toList();
    steps = new StepHistory(metrics(recipe));
  }

  /** The metrics of steps that it looks at. */
  public static Set<String> metrics(Recipe recipe) {
    Set<String> metrics = new HashSet<>();
    metrics.add(StepMetric.REWARD.key());
    metrics.add(StepMetric.REWARD_STD.key());
    metrics.add(StepMetric.FRAC_REWARD_ZERO_STD.key());
    metrics.add(StepMetric.MEAN_LENGTH.key());
    metrics.add(StepMetric.REPETITION.key());
    metrics.add(TrainingMetric.ENTROPY.key());
    for (RewardKeys reward : recipe.scoring().rewards()) {
      metrics.add(StepMetric.REWARD_MEAN.key(reward.name()));
      metrics.add(StepMetric.REWARD_SPREAD.key(reward.name()));
    }
    return metrics;
  }

  /**
   * Enters the next step. One that was entered before changes nothing.
   *
   * @return the levels of the alarms that steps raise, by the metric's name
   */
  public Map<String, Double> step(int step, Map<String, Double> metrics) {
    if (step <= steps.last()) {
      return Map.of();
    }
    steps.enter(step, metrics);
    Map<SentinelAlarm, Reading> readings = new EnumMap<>(SentinelAlarm.class);
    boolean comparable = step >= 2 * StepHistory.WINDOW;
    readings.put(
        SentinelAlarm.LENGTH_DRIFT, comparable ? LengthDrift.read(steps, step) : Reading.NONE);
    readings.put(
        SentinelAlarm.REPETITION, comparable ? RepetitionGrowth.read(steps, step) : Reading.NONE);
    readings.put(
        SentinelAlarm.ENTROPY_COLLAPSE,
        comparable ? EntropyCollapse.read(steps, step) : Reading.NONE);
    readings.put(
        SentinelAlarm.CROWDED_OUT,
        comparable ? CrowdedOut.read(steps, step, rewards) : Reading.NONE);
    ofStep = raised(step, readings);
    return levels(readings);
  }

  /**
   * Enters the next evaluation; of several of a version the first counts.
   *
   * @param metrics without the prefix that they have in metrics.jsonl
   * @return the level of the alarm that evaluations raise, by the metric's name
   */
  public Map<String, Double> evaluation(int version, Map<String, Double> metrics) {
    Double accuracy = metrics.get(BenchmarkMetric.ACCURACY.key());
    Double questions = metrics.get(BenchmarkMetric.N.key());
    if (accuracy == null || questions == null || !(questions >= 1)) {
      return Map.of();
    }
    if (evaluations.putIfAbsent(version, new HeldOut(accuracy, questions)) != null) {
      return Map.of();
    }
    Map<SentinelAlarm, Reading> readings =
        Map.of(
            SentinelAlarm.REWARD_WITHOUT_ACCURACY,
            RewardWithoutAccuracy.read(steps, evaluations, version));
    ofEvaluations.put(version, raised(version, readings));
    return levels(readings);
  }

  private List<Alarm> raised(int step, Map<SentinelAlarm, Reading> readings) {
    List<Alarm> raised = new ArrayList<>();
    readings.forEach(
        (alarm, reading) -> {
          levels.put(alarm, reading.level());
          if (reading.level() >= 1) {
            raised.add(new Alarm(alarm, step, reading.level(), reading.text()));
          }
        });
    raised.forEach(alarm -> first.putIfAbsent(alarm.of(), alarm));
    return List.copyOf(raised);
  }

  private static Map<String, Double> levels(Map<SentinelAlarm, Reading> readings) {
    Map<String, Double> levels = new HashMap<>();
    readings.forEach((alarm, reading) -> levels.put(alarm.key(), reading.level()));
    return levels;
  }

  /** The alarms that hold at the last step. */
  public List<Alarm> atLastStep() {
    return ofStep;
  }

  /** The alarms that hold at the evaluation of a version. */
  public List<Alarm> atEvaluation(int version) {
    return ofEvaluations.getOrDefault(version, List.of());
  }

  /** The first of each alarm that was raised, by step. */
  public List<Alarm> alarms() {
    return first.values().stream()
        .sorted(Comparator.comparingInt(Alarm::step).thenComparing(Alarm::of))
        .toList();
  }

  /** An alarm's level at the last step or evaluation; 0 before the first. */
  public double level(SentinelAlarm alarm) {
    return levels.getOrDefault(alarm, 0.0);
  }
}
