package dev.preceptor.learner;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.ScoredGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Collects scored groups until a step is whole, whatever order they come in.
 *
 * <p>Where failed groups are filled in, a step that has all its groups needs a spare for each that
 * failed, and is whole with them, failed or not.
 *
 * <p>Each step is handed out once, in order. A group that was seen before, or whose step is done,
 * is left aside; so is a record that is read again after a rebalance, whatever was made of it the
 * first time. Groups of later steps wait. At most the groups since the last checkpoint wait here,
 * because a restarted learner reads from there.
 */
public final class StepAssembly {

  private final UnitLayout layout;
  private int nextStep;
  private int unitsHandedOut;
  private final TreeMap<Integer, TreeMap<Integer, Held>> waiting = new TreeMap<>();
  private final Map<Integer, Long> nextOffsets = new HashMap<>();

  /** Of groups that have not come, the records that could not be read in their places. */
  private final TreeMap<GroupKey, LogPosition> unreadable = new TreeMap<>();

  private record Held(ScoredGroup group, LogPosition position) {}

  /**
   * An empty assembly.
   *
   * @param nextStep the first step to hand out
   * @param layout the slots of a step
   */
  public StepAssembly(int nextStep, UnitLayout layout) {
    this.nextStep = nextStep;
    this.layout = layout;
  }

  /**
   * Takes a group in.
   *
   * @return false when it is not needed: a duplicate, or of a step that is done
   * @throws IllegalArgumentException when no step has such a slot
   */
  public boolean accept(ScoredGroup group, LogPosition position) {
    boolean again = !passed(position);
    if (!layout.has(group.getSlot()) || group.getStep() < 1) {
      throw new IllegalArgumentException(
          String.format(
              "group %d-%d: steps count from 1 and slots go from 0 to %d",
              group.getStep(), group.getSlot(), layout.slots() - 1));
    }
    if (again || group.getStep() < nextStep) {
      return false;
    }
    unreadable.remove(new GroupKey(group.getStep(), group.getSlot()));
    return waiting
            .computeIfAbsent(group.getStep(), s -> new TreeMap<>())
            .putIfAbsent(group.getSlot(), new Held(group, position))
        == null;
  }

  /**
   * Takes note of a record that is no group.
   *
   * @return false when it was read before
   */
  public boolean passed(LogPosition position) {
    long before = nextOffsets.getOrDefault(position.partition(), 0L);
    nextOffsets.put(position.partition(), Math.max(before, position.offset() + 1));
    return position.offset() >= before;
  }

  /**
   * Takes note of a record that could not be read in the place of a group. As long as the group has
   * not come, a restarted learner begins no later than there: another version of the program may be
   * able to read it.
   */
  public void passedUnreadable(GroupKey group, LogPosition position) {
    boolean first = passed(position);
    boolean here = waiting.getOrDefault(group.step(), new TreeMap<>()).containsKey(group.slot());
    if (first && !here && group.step() >= nextStep) {
      unreadable.putIfAbsent(group, position);
    }
  }

  /** Whether the next step is whole. */
  public boolean isWhole() {
    return groups().keySet().containsAll(needed());
  }

  /** The spares that the next step needs and has not got, once all its other groups are here. */
  public List<Integer> lackingSpares() {
    return needed().stream()
        .filter(layout::isSpare)
        .filter(slot -> !groups().containsKey(slot))
        .toList();
  }

  /**
   * Hands out a sampling unit of the next step once all its groups are here: each unit once, in
   * order. Its groups are handed out with the whole step again.
   */
  public Optional<List<ScoredGroup>> pollUnit() {
    Map<Integer, Held> groups = groups();
    List<List<Integer>> units = layout.byUnit(needed(), Integer::intValue);
    if (unitsHandedOut == units.size() || !groups.keySet().containsAll(units.get(unitsHandedOut))) {
      return Optional.empty();
    }
    return Optional.of(
        units.get(unitsHandedOut++).stream().map(slot -> groups.get(slot).group()).toList());
  }

  /** Hands out the next step, if it is whole. */
  public Optional<AssembledStep> poll() {
    if (!isWhole()) {
      return Optional.empty();
    }
    Map<Integer, Held> groups = groups();
    List<Held> bySlot = needed().stream().map(groups::get).toList();
    waiting.remove(nextStep);
    unitsHandedOut = 0;
    unreadable.headMap(new GroupKey(nextStep + 1, 0)).clear();
    return Optional.of(
        new AssembledStep(
            nextStep++,
            bySlot.stream().map(Held::group).toList(),
            bySlot.stream().map(Held::position).toList(),
            firstNeededOffsets()));
  }

  /** What is missing to hand out the next step, a few words. */
  public String lacking() {
    List<Integer> needed = needed();
    long lacking = needed.stream().filter(slot -> !groups().containsKey(slot)).count();
    return "%d of %d scored groups of step %d".formatted(lacking, needed.size(), nextStep);
  }

  /** How many groups wait here for steps after one. */
  int heldAfter(int step) {
    return waiting.tailMap(step, false).values().stream().mapToInt(TreeMap::size).sum();
  }

  private SortedMap<Integer, Held> groups() {
    return waiting.getOrDefault(nextStep, new TreeMap<>());
  }

  /** The slots that make the next step whole, as far as is known yet. */
  private List<Integer> needed() {
    List<Integer> needed =
        IntStream.range(0, layout.promptsPerStep())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    SortedMap<Integer, Held> groups = groups();
    if (layout.spares() && groups.keySet().containsAll(needed)) {
      groups.headMap(layout.promptsPerStep()).values().stream()
          .map(Held::group)
          .filter(group -> group.getFailure() != null)
          .forEach(group -> needed.add(layout.spareOf(group.getSlot())));
    }
    return needed;
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
    unreadable
        .values()
        .forEach(position -> needed.merge(position.partition(), position.offset(), Math::min));
    return needed;
  }
}
