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

  /** Versions that the log holds but that cannot be made of it. */
  private final TreeSet<Integer> lost = new TreeSet<>();

  /** An empty buffer for units of the given layout. */
  public SamplingUnits(UnitLayout layout) {
    this.layout = layout;
  }

  /**
   * Holds a prompt. It replaces an older record of the same prompt.
   *
   * @return the receipt of an older record of the same prompt, which need no longer be answered
   */
  public Optional<R> hold(Prompt prompt, PromptOrigin origin, R receipt) {
    GroupKey key = new GroupKey(prompt.getStep(), prompt.getSlot());
    return put(new HeldPrompt<>(key, Optional.of(prompt), "", origin, receipt));
  }

  /**
   * Takes note of a prompt whose record could not be read, so that its unit need not wait for it.
   * Where the prompt itself is here, or its unit was handed out, the record is not needed. Where
   * more unreadable records are held than there can be prompts, that of the latest step is dropped.
   *
   * @return the receipt of a record that need not be answered
   */
  public Optional<R> holdUnreadable(GroupKey key, String why, PromptOrigin origin, R receipt) {
    if (!layout.has(key.slot())) {
      return Optional.of(receipt);
    }
    UnitKey unit = unitOf(key);
    HeldPrompt<R> known = waiting.getOrDefault(unit, new TreeMap<>()).get(key);
    if (handedOut.contains(unit) || known != null && known.prompt().isPresent()) {
      return Optional.of(receipt);
    }
    Optional<R> superseded = put(new HeldPrompt<>(key, Optional.empty(), why, origin, receipt));
    return superseded.isPresent() ? superseded : dropSurplusGarbage();
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
    return receipts;
  }

  /**
   * Hands out the oldest unit that is whole and whose pinned version is there.
   *
   * @param available whether a version is there
   * @param lastInFlight the last step whose prompts can have been issued: garbage of a later one
   *     waits, because its own prompt is still to come
   */
  public Optional<SamplingUnit<R>> next(IntPredicate available, int lastInFlight) {
    Iterator<java.util.Map.Entry<UnitKey, TreeMap<GroupKey, HeldPrompt<R>>>> units =
        waiting.entrySet().iterator();
    while (units.hasNext()) {
      var unit = units.next();
      UnitKey key = unit.getKey();
      Collection<HeldPrompt<R>> prompts = unit.getValue().values();
      int version = pinnedVersion(prompts);
      boolean answerable =
          version == NO_VERSION
              ? key.step() <= lastInFlight
              : lost.contains(version) || available.test(version);
      if (prompts.size() == layout.sizeOf(key.unit()) && answerable) {
        units.remove();
        handedOut.add(key);
        return Optional.of(
            new SamplingUnit<>(key.step(), key.unit(), version, List.copyOf(prompts)));
      }
    }
    return Optional.empty();
  }

  /** The version that the oldest whole unit pins; none where no unit is whole. */
  public OptionalInt awaited() {
    return waiting.entrySet().stream()
        .filter(unit -> unit.getValue().size() == layout.sizeOf(unit.getKey().unit()))
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

  /** What is missing to hand out the oldest unit, a few words. */
  public String lacking() {
    if (waiting.isEmpty()) {
      return "prompts";
    }
    UnitKey key = waiting.firstKey();
    Collection<HeldPrompt<R>> prompts = waiting.get(key).values();
    int size = layout.sizeOf(key.unit());
    if (prompts.size() < size) {
      return "%d of %d prompts of step %d, unit %d"
          .formatted(size - prompts.size(), size, key.step(), key.unit());
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
