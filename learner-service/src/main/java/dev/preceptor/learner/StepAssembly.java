package dev.preceptor.learner;

import dev.preceptor.schemas.ScoredGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects scored groups until a step is whole, whatever order they come in.
 *
 * <p>Each step is handed out once, in order. A group that was seen before, or whose step is done,
 * is left aside; groups of later steps wait. At most the groups since the last checkpoint wait
 * here, because a restarted learner reads from there.
 */
public final class StepAssembly {

  private final int groupsPerStep;
  private int nextStep;
  private final TreeMap<Integer, TreeMap<Integer, Held>> waiting = new TreeMap<>();
  private final Map<Integer, Long> nextOffsets = new HashMap<>();

  private record Held(ScoredGroup group, LogPosition position) {}

  /**
   * An empty assembly.
   *
   * @param nextStep the first step to hand out
   * @param groupsPerStep how many groups make a step whole
   */
  public StepAssembly(int nextStep, int groupsPerStep) {
    this.nextStep = nextStep;
    this.groupsPerStep = groupsPerStep;
  }

  /**
   * Takes a group in.
   *
   * @return false when it is not needed: a duplicate, or of a step that is done
   * @throws IllegalArgumentException when no step has such a slot
   */
  public boolean accept(ScoredGroup group, LogPosition position) {
    passed(position);
    if (group.getSlot() < 0 || group.getSlot() >= groupsPerStep || group.getStep() < 1) {
      throw new IllegalArgumentException(
          String.format(
              "group %d-%d: steps count from 1 and slots go from 0 to %d",
              group.getStep(), group.getSlot(), groupsPerStep - 1));
    }
    if (group.getStep() < nextStep) {
      return false;
    }
    return waiting
            .computeIfAbsent(group.getStep(), s -> new TreeMap<>())
            .putIfAbsent(group.getSlot(), new Held(group, position))
        == null;
  }

  /** Notes that a record was read which holds no group. */
  public void passed(LogPosition position) {
    nextOffsets.merge(position.partition(), position.offset() + 1, Math::max);
  }

  /** Whether the next step is whole. */
  public boolean isWhole() {
    return waiting.containsKey(nextStep) && waiting.get(nextStep).size() == groupsPerStep;
  }

  /** Hands out the next step, if it is whole. */
  public Optional<AssembledStep> poll() {
    if (!isWhole()) {
      return Optional.empty();
    }
    TreeMap<Integer, Held> groups = waiting.remove(nextStep);
    List<ScoredGroup> bySlot = new ArrayList<>(groupsPerStep);
    groups.values().forEach(held -> bySlot.add(held.group()));
    return Optional.of(new AssembledStep(nextStep++, bySlot, firstNeededOffsets()));
  }

  /** What is lacking to hand out the next step, a few words. */
  public String lacking() {
    int here = waiting.containsKey(nextStep) ? waiting.get(nextStep).size() : 0;
    return "%d of %d scored groups of step %d"
        .formatted(groupsPerStep - here, groupsPerStep, nextStep);
  }

  /** The next step to be handed out. */
  public int nextStep() {
    return nextStep;
  }

  private Map<Integer, Long> firstNeededOffsets() {
    Map<Integer, Long> needed = new HashMap<>(nextOffsets);
    for (Map<Integer, Held> groups : waiting.values()) {
      for (Held held : groups.values()) {
        needed.merge(held.position().partition(), held.position().offset(), Math::min);
      }
    }
    return needed;
  }
}
