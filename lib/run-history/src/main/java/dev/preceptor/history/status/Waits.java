package dev.preceptor.history.status;

import dev.preceptor.history.ledger.GroupLife;
import dev.preceptor.history.ledger.GroupLife.Issued;
import dev.preceptor.history.ledger.GroupLife.Judged;
import dev.preceptor.history.ledger.GroupLife.Sampled;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.schemas.GroupKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds what a run waits for from the states of the groups of its step: the first of sampling,
 * judging, scoring and learning that is not finished, for each worker with unfinished groups.
 */
public final class Waits {

  private static final String LEARNER = "learner";
  private static final String REWARD = "reward";
  private static final String ROLLOUT = "rollout";

  private final RunState state;
  private final List<Wait> waits = new ArrayList<>();

  private Waits(RunState state) {
    this.state = state;
  }

  /** What a run waits for; empty if it has ended, be it by its sentinel. */
  public static List<Wait> of(RunState state) {
    var waits = new Waits(state);
    waits.find();
    return List.copyOf(waits.waits);
  }

  private void find() {
    if (state.sentinel().isEnded()) {
      return;
    }
    if (state.allTaken()) {
      if (!state.evaluated()) {
        add("the policy after step " + state.lastStep() + " to be evaluated", "eval-service");
      }
      return;
    }
    var current = state.current();
    if (current.size() < state.promptsPerStep()) {
      add(
          "%d of %d prompts of step %d to be issued"
              .formatted(
                  state.promptsPerStep() - current.size(), state.promptsPerStep(), state.step()),
          any(LEARNER));
      return;
    }
    sampling(current);
    judging(current);
    scoring(current);
    if (waits.isEmpty()) {
      add("step " + state.step() + " to be trained; all of its groups are scored", any(LEARNER));
    }
  }

  /** Unit by unit, since a unit is sampled by one worker. */
  private void sampling(Map<GroupKey, GroupLife> current) {
    Map<Integer, List<GroupLife>> byUnit = new TreeMap<>();
    for (var life : current.values()) {
      if (life instanceof Issued) {
        byUnit
            .computeIfAbsent(state.units().getOrDefault(life.group(), -1), u -> new ArrayList<>())
            .add(life);
      }
    }
    byUnit.forEach(
        (unit, lives) ->
            add(
                "%d of %d groups to be sampled (unit %d)"
                    .formatted(lives.size(), current.size(), unit),
                lives,
                owner(ROLLOUT, lives.get(0).place().partition())));
  }

  private void judging(Map<GroupKey, GroupLife> current) {
    for (var judge : state.judges()) {
      Map<Integer, List<GroupLife>> byPartition = new TreeMap<>();
      for (var life : current.values()) {
        partitionAwaiting(judge, life)
            .ifPresent(
                partition ->
                    byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(life));
      }
      byPartition.forEach(
          (partition, lives) ->
              add(
                  "%d of %d groups to be judged by %s"
                      .formatted(lives.size(), current.size(), judge),
                  lives,
                  owner(judge, partition)));
    }
  }

  private static Optional<Integer> partitionAwaiting(String judge, GroupLife life) {
    if (life instanceof Sampled sampled) {
      boolean failed = sampled.entry().rollout().map(rollout -> rollout.failed()).orElse(true);
      return failed ? Optional.empty() : Optional.of(sampled.place().partition());
    }
    return life instanceof Judged judged && !judged.judgements().containsKey(judge)
        ? Optional.of(judged.before().place().partition())
        : Optional.empty();
  }

  private void scoring(Map<GroupKey, GroupLife> current) {
    var waiting =
        current.values().stream()
            .filter(life -> life instanceof Sampled || life instanceof Judged)
            .filter(
                life ->
                    state.judges().stream()
                        .allMatch(judge -> partitionAwaiting(judge, life).isEmpty()))
            .toList();
    if (!waiting.isEmpty()) {
      add(
          "%d of %d groups to be scored".formatted(waiting.size(), current.size()),
          waiting,
          any(REWARD));
    }
  }

  /** The worker that a partition is assigned to in a consumer group. */
  private String owner(String name, int partition) {
    return state
        .reader(name)
        .flatMap(reader -> reader.workerOf(partition))
        .map(worker -> worker + heard(worker))
        .orElse("no %s process has partition %d".formatted(name, partition));
  }

  private String any(String name) {
    return state
        .reader(name)
        .filter(reader -> !reader.workers().isEmpty())
        .map(reader -> reader.workers().get(0).name())
        .orElse("no " + name + " process is connected");
  }

  private String heard(String worker) {
    var heard = state.heardMillis().get(worker);
    return heard == null
        ? ""
        : ", last rollout "
            + ClockTime.of(Duration.ofMillis(Math.max(0, state.nowMillis() - heard)))
            + " ago";
  }

  private void add(String what, String from) {
    add(what, List.of(), from);
  }

  private void add(String what, List<GroupLife> lives, String from) {
    waits.add(
        new Wait(
            what, lives.stream().map(GroupLife::group).toList(), from, state.lastRecordMillis()));
  }
}
