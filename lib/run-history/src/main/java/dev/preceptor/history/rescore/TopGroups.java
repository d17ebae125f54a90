package dev.preceptor.history.rescore;

import dev.preceptor.schemas.GroupKey;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The groups that something changed most in, a bounded number; of equal ones those that come first
 * in the run.
 *
 * @param <T> what is kept of a group
 */
final class TopGroups<T> {

  /** A place: the greater change first, then the earlier group. */
  private record Rank(double change, GroupKey key) implements Comparable<Rank> {

    private static final Comparator<Rank> ORDER =
        Comparator.comparingDouble(Rank::change).reversed().thenComparing(Rank::key);

    @Override
    public int compareTo(Rank other) {
      return ORDER.compare(this, other);
    }
  }

  private final int most;
  private final TreeMap<Rank, T> groups = new TreeMap<>();

  TopGroups(int most) {
    this.most = most;
  }

  /** Enters a group; one that did not change is none. */
  void enter(GroupKey key, double change, T what) {
    if (change > 0) {
      groups.put(new Rank(change, key), what);
      if (groups.size() > most) {
        groups.pollLastEntry();
      }
    }
  }

  List<T> inOrder() {
    return List.copyOf(groups.values());
  }
}
