package dev.preceptor.kit;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the dead letters that this process has sent. */
@Singleton
public class DeadLetterCounts {

  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /**
   * Counts a dead letter.
   *
   * @param topic of the record, without the run's name
   */
  public void count(String topic) {
    counts.merge(topic, 1L, Long::sum);
  }

  /** Number of dead letters from a topic. */
  public long of(String topic) {
    return counts.getOrDefault(topic, 0L);
  }
}
