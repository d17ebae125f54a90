package dev.preceptor.kit;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Counts what came again and was passed over, since this process started. A worker that dies or
 * loses its partition leaves work that another one does again, so a few are as they should be; none
 * of them counts twice.
 */
@Singleton
public class Duplicates {

  private final Map<String, Long> counts = new ConcurrentSkipListMap<>();

  /**
   * One more.
   *
   * @param what came again, in the plural: rollouts, prompts
   */
  public void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** How many there were, by what came again; without those that never did. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }
}
