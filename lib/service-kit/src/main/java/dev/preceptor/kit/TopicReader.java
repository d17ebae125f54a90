package dev.preceptor.kit;

import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what the log holds now, outside of any channel or group: what a service starts from. */
@Singleton
public class TopicReader {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Less than any batch: the broker sends the one that was asked for, whole, and none after it. */
  private static final int ONE_BATCH_BYTES = 1;

  /** The offsets of a record and of the mark that ends its transaction. */
  private static final long MARKED_RECORD = 2;

  private final Map<String, Object> settings;

  TopicReader(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  /** Every committed record of a topic of one partition that can be read, in order. */
  public <T extends SpecificRecord> List<T> all(String topic, Class<T> type) {
    List<T> records = new ArrayList<>();
    each(topic, type, records::add);
    return records;
  }

  /** Hands over the same one by one. */
  public <T extends SpecificRecord> void each(String topic, Class<T> type, Consumer<T> use) {
    RecordCodec<T> codec = RecordCodec.of(type);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      read(consumer, partition, begin, record -> decode(codec, record).ifPresent(use));
    }
  }

  /**
   * The offset of each partition's first committed record whose key is wanted; where there is none,
   * the end. Reads all that lies before it.
   */
  public Map<TopicPartition, Long> firstOffsets(List<String> topics, Predicate<String> wanted) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      for (String topic : topics) {
        consumer
            .partitionsFor(topic)
            .forEach(
                info -> {
                  TopicPartition partition = new TopicPartition(topic, info.partition());
                  offsets.put(partition, firstOffset(consumer, partition, wanted));
                });
      }
    }
    return offsets;
  }

  private static long firstOffset(
      KafkaConsumer<String, byte[]> consumer, TopicPartition partition, Predicate<String> wanted) {
    consumer.assign(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    consumer.seekToBeginning(List.of(partition));
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (wanted.test(record.key())) {
          return record.offset();
        }
      }
    }
    return end;
  }

  /**
   * The first thing that is made of the committed records of a topic of one partition, in order;
   * nothing where nothing is made of any. What cannot be read, or used, is passed over.
   *
   * @param use may throw {@link UnreadableRecordException}
   */
  public <T extends SpecificRecord, R> Optional<R> first(
      String topic, Class<T> type, Function<T, Optional<R>> use) {
    RecordCodec<T> codec = RecordCodec.of(type);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Optional<R> made = decode(codec, record).flatMap(decoded -> tried(use, decoded));
          if (made.isPresent()) {
            return made;
          }
        }
      }
      return Optional.empty();
    }
  }

  private static <T, R> Optional<R> tried(Function<T, Optional<R>> use, T record) {
    try {
      return use.apply(record);
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  /**
   * The last committed records of every partition that can be read, from the last one on that is
   * wanted; all of a partition that has none.
   *
   * @param window how far before a partition's end the search begins, offsets, at least 2; it
   *     widens, because the last offsets may all be marks of transactions or garbage
   */
  public <T extends SpecificRecord> List<T> lasts(
      String topic, Class<T> type, long window, Predicate<T> wanted) {
    RecordCodec<T> codec = RecordCodec.of(type);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      return consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(topic, info.partition()))
          .flatMap(partition -> lasts(consumer, partition, codec, window, wanted).stream())
          .toList();
    }
  }

  private static <T extends SpecificRecord> List<T> lasts(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      RecordCodec<T> codec,
      long window,
      Predicate<T> wanted) {
    consumer.assign(List.of(partition));
    long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    List<T> found = new ArrayList<>();
    long back = window;
    long from;
    do {
      from = Math.max(begin, end - back);
      found.clear();
      read(
          consumer,
          partition,
          from,
          record ->
              decode(codec, record)
                  .ifPresent(
                      decoded -> {
                        if (wanted.test(decoded)) {
                          found.clear();
                        }
                        found.add(decoded);
                      }));
      back *= window;
    } while (from > begin && (found.isEmpty() || !wanted.test(found.get(0))));
    return found;
  }

  /**
   * The offset of the last record of a topic of one partition, -1 without any; nothing while a
   * transaction is open there, since what it holds may be visible elsewhere already.
   */
  public OptionalLong lastOffset(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    long written;
    Map<String, Object> uncommitted = new HashMap<>(settings);
    uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<String, byte[]> consumer = consumer(uncommitted)) {
      written = consumer.endOffsets(List.of(partition)).get(partition);
    }
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      if (end < written) {
        return OptionalLong.empty();
      }
      long[] last = {-1};
      long from = end;
      for (long back = 2; last[0] < 0 && from > begin; back *= 2) {
        from = Math.max(begin, end - back);
        read(consumer, partition, from, record -> last[0] = record.offset());
      }
      return OptionalLong.of(last[0]);
    }
  }

  /** What looks through a topic from its end. */
  @FunctionalInterface
  public interface Backwards<T> {

    /**
     * Takes a record.
     *
     * @return before which offset the next one is to be the last; nothing to see no more
     */
    OptionalLong see(long offset, T record);
  }

  /**
   * Hands over committed records of a topic of one partition that can be read, from the last one
   * backwards, each fetched by itself.
   */
  public <T extends SpecificRecord> void backwards(
      String topic, Class<T> type, Backwards<T> reader) {
    RecordCodec<T> codec = RecordCodec.of(type);
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> single = new HashMap<>(settings);
    single.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ONE_BATCH_BYTES);
    try (KafkaConsumer<String, byte[]> consumer = consumer(single)) {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      OptionalLong before = OptionalLong.of(consumer.endOffsets(List.of(partition)).get(partition));
      while (before.isPresent()) {
        Optional<ConsumerRecord<String, byte[]>> record =
            lastBefore(consumer, partition, begin, before.getAsLong());
        before =
            record.isEmpty()
                ? OptionalLong.empty()
                : decode(codec, record.get())
                    .map(decoded -> reader.see(record.get().offset(), decoded))
                    .orElse(OptionalLong.of(record.get().offset()));
      }
    }
  }

  private static Optional<ConsumerRecord<String, byte[]>> lastBefore(
      KafkaConsumer<String, byte[]> consumer, TopicPartition partition, long begin, long before) {
    for (long back = MARKED_RECORD; ; back *= MARKED_RECORD) {
      long from = Math.max(begin, before - back);
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      read(consumer, partition, from, before, found::add);
      Optional<ConsumerRecord<String, byte[]>> last =
          found.stream()
              .filter(record -> record.offset() < before)
              .reduce((earlier, later) -> later);
      if (last.isPresent() || from <= begin) {
        return last;
      }
    }
  }

  private static <T extends SpecificRecord> Optional<T> decode(
      RecordCodec<T> codec, ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.of(codec.decode(record.value()));
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      long from,
      Consumer<ConsumerRecord<String, byte[]>> use) {
    read(consumer, partition, from, consumer.endOffsets(List.of(partition)).get(partition), use);
  }

  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      long from,
      long to,
      Consumer<ConsumerRecord<String, byte[]>> use) {
    consumer.seek(partition, from);
    while (consumer.position(partition) < to) {
      consumer.poll(POLL).forEach(use);
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return consumer(settings);
  }

  private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
