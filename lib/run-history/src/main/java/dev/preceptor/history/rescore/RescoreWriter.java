package dev.preceptor.history.rescore;

import dev.preceptor.run.RunFailedException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.BrokerRefusal;
import dev.preceptor.runlog.KafkaClients;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.ScoredGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Writes a rescore: groups in transactions, which also commit the offsets of their rollouts in a
 * consumer group of the rescore; judgements immediately, since they are the most expensive.
 */
final class RescoreWriter implements AutoCloseable {

  /** The default maximum of brokers. */
  private static final Duration TRANSACTION = Duration.ofMinutes(15);

  private final RescoreTopics topics;
  private final RecordCodec<ScoredGroup> groupCodec = RecordCodec.of(ScoredGroup.class);
  private final RecordCodec<Judgement> judgementCodec = RecordCodec.of(Judgement.class);
  private final BrokerAccess broker;
  private final Producer<byte[], byte[]> groups;
  private final Producer<byte[], byte[]> judgements;
  private boolean begun;

  RescoreWriter(BrokerAccess broker, RescoreTopics topics) {
    this.broker = broker;
    this.topics = topics;
    groups =
        KafkaClients.writer(
            broker,
            Map.of(
                "transactional.id",
                topics.groups(),
                "transaction.timeout.ms",
                (int) TRANSACTION.toMillis()));
    judgements = KafkaClients.writer(broker);
    groups.initTransactions();
  }

  /** Begins a transaction. */
  void begin() {
    groups.beginTransaction();
    begun = true;
  }

  /** Writes a group within the transaction. */
  void write(GroupKey key, int partition, ScoredGroup group) {
    groups.send(record(topics.groups(), partition, key, groupCodec.encode(group)));
  }

  /**
   * Ends the transaction.
   *
   * @param read offsets of the next rollouts to read
   */
  void commit(Map<TopicPartition, Long> read) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        read.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, at -> new OffsetAndMetadata(at.getValue())));
    groups.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(topics.groups()));
    groups.commitTransaction();
    begun = false;
  }

  /** Writes a judgement; it is on the broker when this returns. */
  void write(int partition, Judgement judgement) {
    GroupKey key = new GroupKey(judgement.getStep(), judgement.getSlot());
    try {
      judgements
          .send(record(topics.judgements(), partition, key, judgementCodec.encode(judgement)))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while writing a judgement", e);
    } catch (ExecutionException e) {
      throw BrokerRefusal.of(e, broker, AclOperation.WRITE)
          .<RuntimeException>map(why -> why)
          .orElseGet(
              () -> new RunFailedException("a judgement cannot be written: " + e.getCause(), e));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, GroupKey key, byte[] value) {
    return new ProducerRecord<>(
        topic, partition, key.toString().getBytes(StandardCharsets.UTF_8), value);
  }

  @Override
  public void close() {
    try (judgements;
        groups) {
      if (begun) {
        groups.abortTransaction();
      }
    }
  }
}
