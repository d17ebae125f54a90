package dev.preceptor.schemas;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The settings a topic is created with.
 *
 * @param name full name, the run's prefix included
 * @param partitions how many partitions, at least 1
 * @param config topic settings by Kafka's names
 */
public record TopicSpec(String name, int partitions, Map<String, String> config) {
  public TopicSpec {
    config = Map.copyOf(config);
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic " + name + ": " + partitions + " partitions; use 1 or more");
    }
  }

  /** The request that creates the topic, with the broker's default replication. */
  public NewTopic newTopic() {
    return newTopic(OptionalInt.empty());
  }

  /**
   * The request that creates the topic.
   *
   * @param replicas of each partition; without a number, the broker's default
   */
  public NewTopic newTopic(OptionalInt replicas) {
    Optional<Short> replication =
        replicas.isEmpty() ? Optional.empty() : Optional.of((short) replicas.getAsInt());
    return new NewTopic(name, Optional.of(partitions), replication).configs(config);
  }
}
