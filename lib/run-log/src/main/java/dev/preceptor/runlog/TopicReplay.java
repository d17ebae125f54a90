package dev.preceptor.runlog;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to where they end at the moment of the call. */
public final class TopicReplay implements AutoCloseable {

  /** Records that are counted one by one, at most. */
  private static final long MAX_COUNTED = 1_000;

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
    read(topics, 0, records);
  }

  /**
   * The same from a moment on.
   *
   * @param sinceMillis when the first record was written that is of interest
   */
  public void read(
      List<String> topics, long sinceMillis, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (var topic : topics) {
      ends.putAll(ends(topic));
    }
    consumer.assign(ends.keySet());
    consumer.seekToBeginning(ends.keySet());
    if (sinceMillis > 0) {
      seek(ends, sinceMillis);
    }
    readTo(ends, records);
  }

  /**
   * Hands over the committed records of partitions that lie between offsets.
   *
   * @param from the first; the beginning where a partition is not named
   * @param to those after the last
   */
  public void read(
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    consumer.assign(to.keySet());
    consumer.seekToBeginning(to.keySet());
    from.forEach(consumer::seek);
    readTo(new HashMap<>(to), records);
  }

  private void readTo(
      Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> records) {
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

  /**
   * How many committed records there are from an offset on. The difference of offsets would count
   * the marks of transactions too; beyond {@link #MAX_COUNTED} that is what is given.
   */
  public long count(TopicPartition partition, long offset) {
    long end = ends(List.of(partition)).get(partition);
    long begin = Math.max(offset, consumer.beginningOffsets(List.of(partition)).get(partition));
    if (end - begin > MAX_COUNTED) {
      return end - begin;
    }
    var counted = new AtomicLong();
    consumer.assign(List.of(partition));
    consumer.seek(partition, begin);
    readTo(new HashMap<>(Map.of(partition, end)), record -> counted.incrementAndGet());
    return counted.get();
  }

  private void seek(Map<TopicPartition, Long> ends, long sinceMillis) {
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, sinceMillis));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, found) ->
                consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
  }

  /** The offsets of the first records of a topic's partitions that the broker keeps. */
  public Map<TopicPartition, Long> beginnings(String topic) {
    return consumer.beginningOffsets(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList());
  }

  /** The first committed record that the broker keeps of a partition, if there is one by now. */
  public Optional<ConsumerRecord<byte[], byte[]>> first(TopicPartition partition) {
    long end = ends(List.of(partition)).get(partition);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    while (consumer.position(partition) < end) {
      for (var record : consumer.poll(POLL)) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  /** The offsets after the last committed records of a topic. */
  public Map<TopicPartition, Long> ends(String topic) {
    return ends(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList());
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
