package dev.preceptor.history.status;

import dev.preceptor.history.ledger.GroupLife;
import dev.preceptor.run.RunEffects;
import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.schemas.GroupKey;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The state of a run at one moment, from its log and its broker.
 *
 * @param lastStep the last step on record, 0 before the first
 * @param maxSteps steps of the whole run
 * @param promptsPerStep number of groups in a step
 * @param judges judges that each group waits for; without observers
 * @param evaluated whether the policy after the last step was evaluated
 * @param evaluating what the evaluation under way comes to so far
 * @param lives states of the groups after the last step
 * @param units sampling unit by group
 * @param lastRecordMillis time of the last record, if there is one
 * @param heardMillis time of the last rollout by worker name
 * @param readers the consumer groups
 * @param effects what the steps did
 * @param sentinel what the sentinel found in them
 * @param nowMillis time of this state
 */
public record RunState(
    int lastStep,
    int maxSteps,
    int promptsPerStep,
    List<String> judges,
    boolean evaluated,
    Optional<RunningAccuracy> evaluating,
    NavigableMap<GroupKey, GroupLife> lives,
    Map<GroupKey, Integer> units,
    OptionalLong lastRecordMillis,
    Map<String, Long> heardMillis,
    List<Reader> readers,
    RunEffects effects,
    SentinelState sentinel,
    long nowMillis) {

  /** The current step. */
  public int step() {
    return Math.min(lastStep + 1, maxSteps);
  }

  /** Whether all steps are taken. */
  public boolean allTaken() {
    return lastStep >= maxSteps;
  }

  /** The states of the groups of the current step. */
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
