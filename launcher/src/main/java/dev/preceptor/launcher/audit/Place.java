package dev.preceptor.launcher.audit;

/**
 * Where a record lies.
 *
 * @param topic full name
 * @param partition of the topic
 * @param offset within the partition
 */
public record Place(String topic, int partition, long offset) {

  @Override
  public String toString() {
    return topic + " partition " + partition + " offset " + offset;
  }
}
