package dev.preceptor.runlog;

import java.util.Comparator;

/**
 * Where a record lies.
 *
 * @param topic full name
 * @param partition of the topic
 * @param offset within the partition
 */
public record Place(String topic, int partition, long offset) implements Comparable<Place> {

  private static final Comparator<Place> IN_THE_LOG =
      Comparator.comparing(Place::topic)
          .thenComparingInt(Place::partition)
          .thenComparingLong(Place::offset);

  /** As records lie in the log: within a partition, the one written first comes first. */
  @Override
  public int compareTo(Place other) {
    return IN_THE_LOG.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + " partition " + partition + " offset " + offset;
  }
}
