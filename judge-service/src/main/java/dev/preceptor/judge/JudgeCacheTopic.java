package dev.preceptor.judge;

import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * The run's topic of verdicts: read once from the first record, then followed on a thread of its
 * own, so that a worker knows the verdicts that the others were given. It saves work and decides
 * nothing: where it fails, everything is judged.
 */
@Singleton
class JudgeCacheTopic {

  private static final Logger LOG = Logger.getLogger(JudgeCacheTopic.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final String topic;
  private final Map<String, Object> settings;
  private final RecordCodec<CachedVerdict> codec = RecordCodec.of(CachedVerdict.class);
  private volatile KafkaConsumer<String, byte[]> consumer;
  private volatile KafkaProducer<String, byte[]> producer;
  private volatile boolean closed;

  JudgeCacheTopic(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    topic = topics.judgeCache();
    settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
  }

  /**
   * Reads what is there, then follows the topic on a thread of its own.
   *
   * @param learn is called with every verdict and its key until this is closed
   */
  synchronized void open(BiConsumer<String, CachedVerdict> learn) {
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      LOG.warnf("there is no topic %s: this worker remembers only its own verdicts", topic);
      return;
    }
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    List<TopicPartition> all =
        partitions.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    try {
      while (!closed && all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        poll(learn);
      }
    } catch (WakeupException e) {
      LOG.debug("closed before it was read", e);
      return;
    }
    Thread follower = new Thread(() -> follow(learn), "judge-cache");
    follower.setDaemon(true);
    follower.start();
  }

  private void follow(BiConsumer<String, CachedVerdict> learn) {
    try {
      while (!closed) {
        poll(learn);
      }
    } catch (WakeupException e) {
      LOG.debug("closed", e);
    } catch (RuntimeException e) {
      LOG.warnf(
          e,
          "topic %s is no longer read: this worker does not learn the verdicts of others",
          topic);
    }
  }

  private void poll(BiConsumer<String, CachedVerdict> learn) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      try {
        learn.accept(record.key(), codec.decode(record.value()));
      } catch (UnreadableRecordException e) {
        LOG.debugf("offset %d of %s: %s", record.offset(), topic, e.getMessage());
      }
    }
  }

  /** Sends a verdict to the other workers, and does not wait until it is written. */
  synchronized void share(String key, CachedVerdict verdict) {
    if (producer != null && !closed) {
      producer.send(
          new ProducerRecord<>(topic, key, codec.encode(verdict)),
          (done, failure) -> {
            if (failure != null) {
              LOG.warnf("a verdict was not shared with other workers: %s", failure.toString());
            }
          });
    }
  }

  @PreDestroy
  void close() {
    closed = true;
    KafkaConsumer<String, byte[]> reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    if (producer != null) {
      producer.close(CLOSE);
    }
  }
}
