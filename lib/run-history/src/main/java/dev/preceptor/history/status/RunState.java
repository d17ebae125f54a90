package dev.preceptor.history.status;

import dev.preceptor.history.ledger.GroupLife;
import dev.preceptor.schemas.GroupKey;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A run as its log and its broker show it at one moment.
 *
 * @param lastStep the last step on record, 0 before the first
 * @param maxSteps steps that the run is to take
 * @param promptsPerStep how many groups a step has
 * @param judges who is to speak of each group; without observers
 * @param evaluated whether the policy after the last step was measured
 * @param lives where the groups of steps to come stand
 * @param units by group, the sampling unit that it is decoded with
 * @param lastRecordMillis when the last record was written, where there is any
 * @param heardMillis by name of a worker, when its last rollout was written
 * @param readers the consumer groups
 * @param nowMillis this moment
 */
public record RunState(
    int lastStep,
    int maxSteps,
    int promptsPerStep,
    List<String> judges,
    boolean evaluated,
    NavigableMap<GroupKey, GroupLife> lives,
    Map<GroupKey, Integer> units,
    OptionalLong lastRecordMillis,
    Map<String, Long> heardMillis,
    List<Reader> readers,
    long nowMillis) {

  /** The step that is under way. */
  public int step() {
    return Math.min(lastStep + 1, maxSteps);
  }

  /** Whether all steps are taken. */
  public boolean allTaken() {
    return lastStep >= maxSteps;
  }

  /** Where the groups of the step under way stand. */
  public NavigableMap<GroupKey, GroupLife> current() {
    NavigableMap<GroupKey, GroupLife> current = new TreeMap<>();
    lives.forEach(
        (group, life) -> {
          if (!allTaken() && group.step() == step()) {
            current.put(group, life);
          }
        });
    return current;
  }

  /** Whether any process of the run is connected. */
  public boolean isAlive() {
    return readers.stream().anyMatch(reader -> !reader.workers().isEmpty());
  }

  /** The consumer group of a name. */
  public Optional<Reader> reader(String name) {
    return readers.stream().filter(reader -> reader.consumer().name().equals(name)).findFirst();
  }
}
