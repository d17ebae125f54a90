package dev.preceptor.study.capacity;

import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A run's protocol in virtual time: which prompts a step issues, who decodes and judges them, and
 * when the learner can train on them. No group fails, and nothing is killed.
 */
final class FleetSimulation {

  private final StepPlan plan;
  private final UnitLayout layout;
  private final int partitions;
  private final Rates rates;
  private final Fleet fleet;
  private final Timeline time = new Timeline();
  private final List<Station> rollouts;
  private final Map<String, List<Station>> judges = new TreeMap<>();
  private final Station learner = new Station();

  /** When a version is on each worker, by version. */
  private final Map<Integer, Double> arrived = new HashMap<>();

  /** Verdicts that a group still waits for. */
  private final Map<GroupKey, Integer> awaited = new HashMap<>();

  /** Scored groups, by unit, of the steps that are not trained. */
  private final Map<GroupKey, Integer> scored = new HashMap<>();

  private final List<Double> ends = new ArrayList<>();
  private int step = 1;
  private int unit;

  private FleetSimulation(
      StepPlan plan, UnitLayout layout, int partitions, Rates rates, Fleet fleet) {
    this.plan = plan;
    this.layout = layout;
    this.partitions = partitions;
    this.rates = rates;
    this.fleet = fleet;
    rollouts = stations(fleet.rollouts());
    rates.judging().keySet().forEach(judge -> judges.put(judge, stations(fleet.judges())));
  }

  private static List<Station> stations(int number) {
    return Stream.generate(Station::new).limit(number).toList();
  }

  /**
   * Simulates a run.
   *
   * @param plan of at least two steps
   * @param partitions of the topics that hold groups
   */
  static SimulatedRun of(
      StepPlan plan, UnitLayout layout, int partitions, Rates rates, Fleet fleet) {
    FleetSimulation simulation = new FleetSimulation(plan, layout, partitions, rates, fleet);
    simulation.run();
    return simulation.result();
  }

  private void run() {
    arrived.put(0, 0.0);
    plan.overdue(0, 0).stream().forEach(this::issue);
    time.run();
  }

  private void issue(int issued) {
    for (int u = 0; u < layout.units(); u++) {
      sample(issued, u);
    }
  }

  /** A partition belongs to one worker, which takes its units in their order. */
  private void sample(int ofStep, int u) {
    Station worker = rollouts.get(u % partitions % rollouts.size());
    double ready = Math.max(time.now(), arrived.get(plan.pinnedVersion(ofStep)));
    double done = worker.work(ready, layout.sizeOf(u) * rates.sampling());
    int first = u * layout.samplingUnit();
    for (int slot = first; slot < first + layout.sizeOf(u); slot++) {
      GroupKey group = new GroupKey(ofStep, slot);
      time.at(done, () -> sampled(group));
    }
  }

  private void sampled(GroupKey group) {
    awaited.put(group, judges.size());
    if (judges.isEmpty()) {
      time.at(time.now() + rates.scoring(), () -> scored(group));
    }
    judges.forEach(
        (judge, workers) -> {
          Station worker = workers.get(group.partition(partitions) % workers.size());
          double done = worker.work(time.now(), rates.judging().get(judge));
          time.at(done, () -> judged(group));
        });
  }

  private void judged(GroupKey group) {
    if (awaited.merge(group, -1, Integer::sum) == 0) {
      awaited.remove(group);
      time.at(time.now() + rates.scoring(), () -> scored(group));
    }
  }

  private void scored(GroupKey group) {
    scored.merge(new GroupKey(group.step(), layout.unitOf(group.slot())), 1, Integer::sum);
    train();
  }

  /** Trains the units that are whole, in their order. */
  private void train() {
    GroupKey next = new GroupKey(step, unit);
    while (scored.getOrDefault(next, 0) == layout.sizeOf(unit)) {
      scored.remove(next);
      double learnt = learner.work(time.now(), layout.sizeOf(unit) * rates.learning());
      unit++;
      if (unit == layout.units()) {
        int trained = step;
        double committed = learner.work(learnt, rates.publishing());
        time.at(committed, () -> committed(trained));
        step++;
        unit = 0;
      }
      next = new GroupKey(step, unit);
    }
  }

  private void committed(int trained) {
    ends.add(time.now());
    arrived.put(
        trained,
        time.now()
            + (fleet.brokerBytesPerSecond().isPresent()
                ? rates.policyBytes()
                    * fleet.rollouts()
                    / fleet.brokerBytesPerSecond().getAsDouble()
                : 0));
    plan.issuedBy(trained).stream().forEach(this::issue);
  }

  /** Without the first half, in which the run gets under way. */
  private SimulatedRun result() {
    int last = ends.size() - 1;
    int from = last / 2;
    double stepSeconds = (ends.get(last) - ends.get(from)) / (last - from);
    double all = ends.get(last);
    return new SimulatedRun(
        stepSeconds,
        busy(rollouts, all),
        busy(judges.values().stream().flatMap(List::stream).toList(), all),
        learner.busySeconds() / all);
  }

  private static double busy(List<Station> stations, double all) {
    return stations.stream().mapToDouble(Station::busySeconds).sum()
        / Math.max(1, stations.size())
        / all;
  }
}
