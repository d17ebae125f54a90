package dev.preceptor.judge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Which group is judged next: one whose deadline is still to come before any that is late, and
 * among these the one with the earliest deadline. So a judge that was slow or away for an hour is
 * in time again with the next group, instead of working through late ones for ever. Late groups are
 * judged when no other is held, for later use by {@code preceptor rescore}; where too many are
 * held, the oldest late one is given up. Safe for use by several threads.
 *
 * @param <R> what acknowledges a group's rollout
 */
final class JudgeQueue<R> {

  private final int capacity;
  private final List<HeldGroup<R>> held = new ArrayList<>();

  /** An empty queue for so many groups. */
  JudgeQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Takes a group in, or back. */
  synchronized void hold(HeldGroup<R> group) {
    held.add(group);
  }

  /** Takes the next group out. */
  synchronized Optional<HeldGroup<R>> next(long nowMillis) {
    Optional<HeldGroup<R>> next =
        held.stream()
            .min(
                Comparator.<HeldGroup<R>, Boolean>comparing(group -> group.isLate(nowMillis))
                    .thenComparingLong(HeldGroup::deadlineMillis)
                    .thenComparing(HeldGroup::key));
    next.ifPresent(held::remove);
    return next;
  }

  /** Takes a group out that is late by the most, if more are held than there is room for. */
  synchronized Optional<HeldGroup<R>> overflow(long nowMillis) {
    if (held.size() < capacity) {
      return Optional.empty();
    }
    Optional<HeldGroup<R>> oldest =
        held.stream()
            .filter(group -> group.isLate(nowMillis))
            .min(Comparator.comparingLong(HeldGroup::deadlineMillis));
    oldest.ifPresent(held::remove);
    return oldest;
  }

  /** Forgets groups of partitions that are another worker's now. */
  synchronized void revoke(Collection<Integer> partitions) {
    for (Iterator<HeldGroup<R>> all = held.iterator(); all.hasNext(); ) {
      if (partitions.contains(all.next().partition())) {
        all.remove();
      }
    }
  }

  synchronized boolean isFull() {
    return held.size() >= capacity;
  }

  synchronized int size() {
    return held.size();
  }
}
