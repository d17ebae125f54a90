package dev.preceptor.rollout;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Buffers prompts until a unit is whole and the policy version it pins is there. Units are handed
 * out oldest step first, each once.
 *
 * @param <R> what acknowledges a prompt's record
 */
public final class SamplingUnits<R> {

  private record UnitKey(int step, int unit) implements Comparable<UnitKey> {
    @Override
    public int compareTo(UnitKey other) {
      return Comparator.comparingInt(UnitKey::step)
          .thenComparingInt(UnitKey::unit)
          .compare(this, other);
    }
  }

  /** Times the slots of a step: more than the prompts that can be in flight. */
  private static final int MAX_GARBAGE_FACTOR = 2;

  private final UnitLayout layout;
  private final TreeMap<UnitKey, TreeMap<GroupKey, HeldPrompt<R>>> waiting = new TreeMap<>();

  /** Units of steps that are not trained yet. */
  private final TreeSet<UnitKey> handedOut = new TreeSet<>();

  /** Groups whose own prompt can no longer come, so that an unreadable record stands for it. */
  private final TreeSet<GroupKey> givenUp = new TreeSet<>();

  /** Versions that the log holds but that cannot be made of it. */
  private final TreeSet<Integer> lost = new TreeSet<>();

  /** An empty buffer for units of the given layout. */
  public SamplingUnits(UnitLayout layout) {
    this.layout = layout;
  }

  /**
   * Holds a prompt. Of several records of one prompt the first counts, and each before those that
   * could not be read.
   *
   * @return the receipt of another record of the same prompt, which need not be answered
   */
  public Optional<R> hold(Prompt prompt, PromptOrigin origin, R receipt) {
    GroupKey key = new GroupKey(prompt.getStep(), prompt.getSlot());
    HeldPrompt<R> known = known(key);
    return known != null && known.prompt().isPresent() && !known.origin().equals(origin)
        ? Optional.of(receipt)
        : put(new HeldPrompt<>(key, Optional.of(prompt), "", origin, receipt));
  }

  /**
   * Takes note of a record that could not be read in the place of a prompt. Its unit goes on
   * waiting for the prompt itself until that {@linkplain #giveUp is given up}. Where the prompt is
   * here, or its unit was handed out, or the prompt is a spare, which may never be issued, the
   * record is not needed. Where more unreadable records are held than there can be prompts, that of
   * the latest step is dropped.
   *
   * @return the receipt of a record that need not be answered
   */
  public Optional<R> holdUnreadable(GroupKey key, String why, PromptOrigin origin, R receipt) {
    if (!layout.has(key.slot()) || layout.isSpare(key.slot())) {
      return Optional.of(receipt);
    }
    HeldPrompt<R> known = known(key);
    if (handedOut.contains(unitOf(key)) || known != null && known.prompt().isPresent()) {
      return Optional.of(receipt);
    }
    Optional<R> superseded = put(new HeldPrompt<>(key, Optional.empty(), why, origin, receipt));
    return superseded.isPresent() ? superseded : dropSurplusGarbage();
  }

  private HeldPrompt<R> known(GroupKey key) {
    return waiting.getOrDefault(unitOf(key), new TreeMap<>()).get(key);
  }

  /** The records that are held in the place of prompts that are still waited for. */
  public List<HeldPrompt<R>> unreadable() {
    return waiting.values().stream()
        .flatMap(unit -> unit.values().stream())
        .filter(held -> held.prompt().isEmpty() && !givenUp.contains(held.key()))
        .toList();
  }

  /** Waits for a prompt no longer: its unit is handed out without it. */
  public void giveUp(GroupKey key) {
    givenUp.add(key);
  }

  private Optional<R> dropSurplusGarbage() {
    List<HeldPrompt<R>> garbage =
        waiting.values().stream()
            .flatMap(unit -> unit.values().stream())
            .filter(held -> held.prompt().isEmpty())
            .toList();
    if (garbage.size() <= MAX_GARBAGE_FACTOR * layout.slots()) {
      return Optional.empty();
    }
    HeldPrompt<R> farthest = garbage.get(garbage.size() - 1);
    TreeMap<GroupKey, HeldPrompt<R>> unit = waiting.get(unitOf(farthest.key()));
    unit.remove(farthest.key());
    if (unit.isEmpty()) {
      waiting.remove(unitOf(farthest.key()));
    }
    return Optional.of(farthest.receipt());
  }

  private UnitKey unitOf(GroupKey key) {
    return new UnitKey(key.step(), layout.unitOf(key.slot()));
  }

  private Optional<R> put(HeldPrompt<R> held) {
    HeldPrompt<R> older =
        waiting.computeIfAbsent(unitOf(held.key()), unit -> new TreeMap<>()).put(held.key(), held);
    // The same record delivered again keeps its one receipt: acknowledging it would be too early.
    return older == null || older.origin().equals(held.origin())
        ? Optional.empty()
        : Optional.of(older.receipt());
  }

  /** Forgets the prompts of partitions that another worker now serves. */
  public void revoke(Collection<Integer> partitions) {
    forget(partitions::contains);
  }

  /** Forgets the prompts of all partitions but some. */
  public void keepOnly(Collection<Integer> partitions) {
    forget(partition -> !partitions.contains(partition));
  }

  private void forget(IntPredicate partitions) {
    waiting
        .values()
        .forEach(
            unit -> unit.values().removeIf(held -> partitions.test(held.origin().partition())));
    waiting.values().removeIf(TreeMap::isEmpty);
  }

  /**
   * Forgets the prompts of trained steps. Version v of the policy is what step v made, so when it
   * is there, all prompts of the steps up to v were answered, by this worker or another.
   *
   * @return their receipts
   */
  public List<R> retire(int newestVersion) {
    List<R> receipts = new ArrayList<>();
    Iterator<TreeMap<GroupKey, HeldPrompt<R>>> trained =
        waiting.headMap(new UnitKey(newestVersion, Integer.MAX_VALUE), true).values().iterator();
    while (trained.hasNext()) {
      trained.next().values().forEach(held -> receipts.add(held.receipt()));
      trained.remove();
    }
    handedOut.headSet(new UnitKey(newestVersion, Integer.MAX_VALUE), true).clear();
    givenUp.removeIf(key -> key.step() <= newestVersion);
    return receipts;
  }

  /**
   * Hands out the oldest unit that is whole and whose pinned version is there.
   *
   * @param available whether a version is there
   */
  public Optional<SamplingUnit<R>> next(IntPredicate available) {
    Iterator<java.util.Map.Entry<UnitKey, TreeMap<GroupKey, HeldPrompt<R>>>> units =
        waiting.entrySet().iterator();
    while (units.hasNext()) {
      var unit = units.next();
      UnitKey key = unit.getKey();
      Collection<HeldPrompt<R>> prompts = unit.getValue().values();
      int version = pinnedVersion(prompts);
      boolean answerable =
          version == NO_VERSION || lost.contains(version) || available.test(version);
      if (isWhole(key, prompts) && answerable) {
        units.remove();
        handedOut.add(key);
        return Optional.of(
            new SamplingUnit<>(key.step(), key.unit(), version, List.copyOf(prompts)));
      }
    }
    return Optional.empty();
  }

  private boolean isWhole(UnitKey unit, Collection<HeldPrompt<R>> prompts) {
    return prompts.size() == layout.sizeOf(unit.unit())
        && prompts.stream()
            .allMatch(held -> held.prompt().isPresent() || givenUp.contains(held.key()));
  }

  /** The version that the oldest whole unit pins; none where no unit is whole. */
  public OptionalInt awaited() {
    return waiting.entrySet().stream()
        .filter(unit -> isWhole(unit.getKey(), unit.getValue().values()))
        .mapToInt(unit -> pinnedVersion(unit.getValue().values()))
        .filter(version -> version != NO_VERSION)
        .findFirst();
  }

  /** Gives up a version that will never be there: units that pin it are handed out without it. */
  public void lose(int version) {
    lost.add(version);
  }

  /** Whether a version was given up by {@link #lose}. */
  public boolean isLost(int version) {
    return lost.contains(version);
  }

  /** Whether prompts are missing to hand out the oldest unit; otherwise its version is. */
  public boolean lacksPrompts() {
    return waiting.isEmpty()
        || !isWhole(waiting.firstKey(), waiting.firstEntry().getValue().values());
  }

  /** What is missing to hand out the oldest unit, a few words. */
  public String lacking() {
    if (waiting.isEmpty()) {
      return "prompts";
    }
    UnitKey key = waiting.firstKey();
    Collection<HeldPrompt<R>> prompts = waiting.get(key).values();
    int size = layout.sizeOf(key.unit());
    if (!isWhole(key, prompts)) {
      long there = prompts.stream().filter(held -> held.prompt().isPresent()).count();
      return "%d of %d prompts of step %d, unit %d"
          .formatted(size - there, size, key.step(), key.unit());
    }
    return "policy version %d, for step %d".formatted(pinnedVersion(prompts), key.step());
  }

  /** The version of a unit of which no prompt could be read. */
  static final int NO_VERSION = -1;

  private static <R> int pinnedVersion(Collection<HeldPrompt<R>> prompts) {
    return prompts.stream()
        .flatMap(held -> held.prompt().stream())
        .mapToInt(Prompt::getPolicyVersion)
        .max()
        .orElse(NO_VERSION);
  }

  /** How many prompts wait. */
  public int size() {
    return waiting.values().stream().mapToInt(TreeMap::size).sum();
  }
}
