package dev.preceptor.runlog;

import dev.preceptor.schemas.DeadLetter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads topics from their beginning to where they end at the moment of the call; one connection for
 * as many calls as are needed. Not for use by several threads.
 */
public final class Replay implements AutoCloseable {

  /** Records that are counted one by one, at most. */
  private static final long MAX_COUNTED = 1_000;

  private final LogConsumer consumer;

  Replay(LogConsumer consumer) {
    this.consumer = consumer;
  }

  /**
   * Hands over every committed record. The ends are taken topic after topic in the order given:
   * where a live run writes on, records of a later topic are never older than those of an earlier
   * one.
   */
  public void read(List<String> topics, Consumer<RunEvent> use) {
    read(topics, 0, use);
  }

  /**
   * The same from a moment on.
   *
   * @param sinceMillis when the first record was written that is of interest
   */
  public void read(List<String> topics, long sinceMillis, Consumer<RunEvent> use) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (var topic : topics) {
      ends.putAll(ends(topic));
    }
    consumer.startAtBeginning(ends.keySet());
    if (sinceMillis > 0) {
      seek(ends, sinceMillis);
    }
    readTo(ends, use);
  }

  /**
   * Hands over the committed records of one type that lie between offsets.
   *
   * @param type of the events; the partitions are of its topic
   * @param from the first; the beginning where a partition is not named
   * @param to those after the last
   */
  public <E extends RunEvent> void read(
      Class<E> type,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      Consumer<E> use) {
    consumer.startAtBeginning(to.keySet());
    from.forEach(consumer.kafka()::seek);
    readTo(to, event -> use.accept(type.cast(event)));
  }

  private void readTo(Map<TopicPartition, Long> ends, Consumer<RunEvent> use) {
    consumer.readTo(
        ends,
        event -> {
          use.accept(event);
          return false;
        });
  }

  private void seek(Map<TopicPartition, Long> ends, long sinceMillis) {
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, sinceMillis));
    consumer
        .kafka()
        .offsetsForTimes(times)
        .forEach(
            (partition, found) ->
                consumer
                    .kafka()
                    .seek(partition, found == null ? ends.get(partition) : found.offset()));
  }

  /**
   * The records that the run's services have refused as none of the run's, and why. They had no
   * effect, so whoever reads the run's history passes over them.
   */
  public Map<Place, String> refused() {
    Map<Place, String> refused = new HashMap<>();
    read(
        List.of(consumer.table().topic(RunEvent.SetAside.class)),
        event -> {
          if (event instanceof RunEvent.SetAside letter) {
            letter
                .value()
                .ifReadable()
                .filter(DeadLetter::refused)
                .ifPresent(
                    of ->
                        refused.putIfAbsent(
                            new Place(of.topic(), of.partition(), of.offset()), of.reason()));
          }
        });
    return refused;
  }

  /**
   * How many committed records there are from an offset on. The difference of offsets would count
   * the marks of transactions too; beyond {@link #MAX_COUNTED} that is what is given.
   */
  public long count(TopicPartition partition, long offset) {
    long end = consumer.end(partition);
    long begin = Math.max(offset, consumer.begin(partition));
    if (end - begin > MAX_COUNTED) {
      return end - begin;
    }
    var counted = new AtomicLong();
    consumer.startAt(partition, begin);
    readTo(Map.of(partition, end), event -> counted.incrementAndGet());
    return counted.get();
  }

  /** The first committed record that the broker keeps of a topic of one partition, if any. */
  public <E extends RunEvent> Optional<E> first(Class<E> type) {
    var partition = new TopicPartition(consumer.table().topic(type), 0);
    consumer.startAtBeginning(List.of(partition));
    return consumer
        .readTo(Map.of(partition, consumer.end(partition)), event -> true)
        .map(type::cast);
  }

  /** The offsets of the first records of a topic's partitions that the broker keeps. */
  public Map<TopicPartition, Long> beginnings(String topic) {
    return consumer.kafka().beginningOffsets(consumer.partitions(topic));
  }

  /** The offsets after the last committed records of a topic. */
  public Map<TopicPartition, Long> ends(String topic) {
    return ends(consumer.partitions(topic));
  }

  /** The offsets after the last committed records of partitions. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return consumer.kafka().endOffsets(partitions);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
