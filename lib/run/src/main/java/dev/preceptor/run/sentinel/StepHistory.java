package dev.preceptor.run.sentinel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The figures of a run's steps that alarms are made of. Single steps are noise, so it averages. */
final class StepHistory {

  /** Steps that are averaged. */
  static final int WINDOW = 10;

  /** Steps of a window that must have a figure: a step whose groups have all failed has none. */
  private static final int FEWEST = 5;

  private final Set<String> metrics;
  private final TreeMap<Integer, Map<String, Double>> steps = new TreeMap<>();
  private final Map<String, List<Optional<Spread>>> blocks = new HashMap<>();

  /**
   * No steps yet.
   *
   * @param metrics the figures that are kept
   */
  StepHistory(Set<String> metrics) {
    this.metrics = Set.copyOf(metrics);
  }

  /** Enters the next step. */
  void enter(int step, Map<String, Double> figures) {
    Map<String, Double> kept = new HashMap<>(figures);
    kept.keySet().retainAll(metrics);
    kept.values().removeIf(value -> !Double.isFinite(value));
    steps.put(step, kept);
  }

  /** The last step; 0 before the first. */
  int last() {
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** A figure over the window that ends with a step; empty where too few steps have it. */
  Optional<Spread> window(String metric, int last) {
    double[] values =
        steps.subMap(last - WINDOW, false, last, true).values().stream()
            .filter(figures -> figures.containsKey(metric))
            .mapToDouble(figures -> figures.get(metric))
            .toArray();
    if (last < WINDOW || values.length < FEWEST) {
      return Optional.empty();
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Optional.of(new Spread(mean, squares / (values.length - 1), values.length));
  }

  /** A figure over the run's first steps, to compare with. */
  Optional<Spread> first(String metric) {
    return block(metric, 1);
  }

  /**
   * A figure over block number k of the run, steps {@code (k - 1) * WINDOW + 1} to {@code k *
   * WINDOW}, which must be behind.
   */
  Optional<Spread> block(String metric, int k) {
    List<Optional<Spread>> known = blocks.computeIfAbsent(metric, name -> new ArrayList<>());
    while (known.size() < k) {
      known.add(window(metric, (known.size() + 1) * WINDOW));
    }
    return known.get(k - 1);
  }
}
