package dev.preceptor.kit;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Counts duplicate records that this process has ignored since it started. When a worker dies or
 * loses its partition, another one repeats its work, so a few duplicates are normal.
 */
@Singleton
public class Duplicates {

  private final Map<String, Long> counts = new ConcurrentSkipListMap<>();

  /**
   * Counts a duplicate.
   *
   * @param what the kind of record, in the plural, such as {@code rollouts}
   */
  public void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** Number of duplicates of a kind of record. */
  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** Number of duplicates by kind of record; kinds without duplicates are left out. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }
}
