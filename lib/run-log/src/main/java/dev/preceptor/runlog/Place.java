package dev.preceptor.runlog;

import java.util.Comparator;

/**
 * The place of a record in the log.
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

  /** In log order: within a partition, by offset. */
  @Override
  public int compareTo(Place other) {
    return IN_THE_LOG.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + " partition " + partition + " offset " + offset;
  }
}
