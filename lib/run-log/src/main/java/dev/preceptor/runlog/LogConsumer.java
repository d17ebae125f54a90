package dev.preceptor.runlog;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * One connection to a run's topics. It belongs to no consumer group: partitions are assigned by who
 * reads, and nothing is committed. All reading of the log goes through its one poll.
 */
final class LogConsumer implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> kafka;
  private final TopicTable table;
  private final Duration patience;

  /**
   * A connection.
   *
   * @param patience how long a read to given offsets may come no further
   */
  LogConsumer(Consumer<byte[], byte[]> kafka, TopicTable table, Duration patience) {
    this.kafka = kafka;
    this.table = table;
    this.patience = patience;
  }

  TopicTable table() {
    return table;
  }

  /** The consumer itself, for positions and offsets. */
  Consumer<byte[], byte[]> kafka() {
    return kafka;
  }

  /**
   * What has come, after waiting for it at most that long. Events are made one by one as they are
   * asked for, so that no more than one decoded record is held.
   */
  Iterable<RunEvent> poll(Duration wait) {
    var records = kafka.poll(wait);
    return () -> StreamSupport.stream(records.spliterator(), false).map(table::event).iterator();
  }

  /** A topic's partitions; none without such a topic. */
  List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> infos = kafka.partitionsFor(topic);
    return infos == null
        ? List.of()
        : infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  long begin(TopicPartition partition) {
    return kafka.beginningOffsets(List.of(partition)).get(partition);
  }

  long end(TopicPartition partition) {
    return kafka.endOffsets(List.of(partition)).get(partition);
  }

  /** Places the next read at the beginning of partitions. */
  void startAtBeginning(Collection<TopicPartition> partitions) {
    kafka.assign(partitions);
    kafka.seekToBeginning(partitions);
  }

  /** Places the next read at an offset of a partition. */
  void startAt(TopicPartition partition, long offset) {
    kafka.assign(List.of(partition));
    kafka.seek(partition, offset);
  }

  /**
   * Reads on, at most to offsets; partitions that have come there are let go.
   *
   * @param to the offset after the last that counts, of every partition that was started
   * @param enough says of each record whether it is the last that is wanted
   * @return the record that was enough
   * @throws org.apache.kafka.common.errors.TimeoutException if nothing comes for too long
   */
  Optional<RunEvent> readTo(Map<TopicPartition, Long> to, Predicate<RunEvent> enough) {
    Map<TopicPartition, Long> left = new HashMap<>(to);
    var patient = patience();
    while (letGo(left)) {
      patient.at(positions(left.keySet()));
      for (var event : poll(POLL)) {
        Long end = left.get(partition(event.place()));
        if (end != null && event.place().offset() < end && enough.test(event)) {
          return Optional.of(event);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether partitions are left that have not come to where they are to be read to. */
  private boolean letGo(Map<TopicPartition, Long> left) {
    left.entrySet().removeIf(entry -> kafka.position(entry.getKey()) >= entry.getValue());
    kafka.assign(left.keySet());
    return !left.isEmpty();
  }

  /** How far partitions that are assigned were read. */
  Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions) {
    return partitions.stream().collect(Collectors.toMap(each -> each, kafka::position));
  }

  /** For a read that begins now. */
  ReadPatience patience() {
    return ReadPatience.from(patience);
  }

  private static TopicPartition partition(Place place) {
    return new TopicPartition(place.topic(), place.partition());
  }

  /** Makes a poll that waits, or the next one, end at once; for another thread. */
  void wakeUp() {
    kafka.wakeup();
  }

  /** Gives up after a while where the broker is away. */
  void close(Duration patience) {
    kafka.close(CloseOptions.timeout(patience));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
