package dev.preceptor.launcher.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to where they end at the moment of the call. */
public final class TopicReplay implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;

  public TopicReplay(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.reader(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Hands over every committed record. The ends are taken topic after topic in the order given:
   * where a live run writes on, records of a later topic are never older than those of an earlier
   * one.
   */
  public void read(List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (var topic : topics) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      ends.putAll(consumer.endOffsets(partitions));
    }
    consumer.assign(ends.keySet());
    consumer.seekToBeginning(ends.keySet());
    while (!ends.isEmpty()) {
      for (var record : consumer.poll(POLL)) {
        var end = ends.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          records.accept(record);
        }
      }
      ends.entrySet().removeIf(entry -> consumer.position(entry.getKey()) >= entry.getValue());
      consumer.assign(ends.keySet());
    }
  }

  /** The offsets after the last committed records of partitions. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return consumer.endOffsets(partitions);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
