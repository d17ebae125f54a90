package dev.preceptor.history.rescore;

import dev.preceptor.schemas.GroupKey;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The groups with the largest changes, at most a given number; of equal ones the earliest in the
 * run.
 *
 * @param <T> the value kept for a group
 */
final class TopGroups<T> {

  /** Sort key: the larger change first, then the earlier group. */
  private record Rank(double change, GroupKey key) implements Comparable<Rank> {

    private static final Comparator<Rank> ORDER =
        Comparator.comparingDouble(Rank::change).reversed().thenComparing(Rank::key);

    @Override
    public int compareTo(Rank other) {
      return ORDER.compare(this, other);
    }
  }

  private final int limit;
  private final TreeMap<Rank, T> groups = new TreeMap<>();

  TopGroups(int limit) {
    this.limit = limit;
  }

  /** Adds a group, unless it did not change. */
  void enter(GroupKey key, double change, T what) {
    if (change > 0) {
      groups.put(new Rank(change, key), what);
      if (groups.size() > limit) {
        groups.pollLastEntry();
      }
    }
  }

  List<T> inOrder() {
    return List.copyOf(groups.values());
  }
}
