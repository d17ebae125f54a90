package dev.preceptor.kit;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/** Sends records that cannot be used to the dead-letter topic. */
@Singleton
public class DeadLetters {
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Topics topics;
  private final Producer<byte[], byte[]> producer;
  private final DeadLetterCounts counts;

  @Inject
  DeadLetters(
      Topics topics,
      DeadLetterCounts counts,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this(
        topics,
        counts,
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  DeadLetters(Topics topics, DeadLetterCounts counts, Producer<byte[], byte[]> producer) {
    this.topics = topics;
    this.counts = counts;
    this.producer = producer;
  }

  /**
   * Sends a record unchanged, with the reason, and returns when the broker has acknowledged it;
   * only then may the record's offset be committed. Blocks, so it must not be called on an event
   * loop.
   *
   * @throws KafkaException if the broker does not accept it
   */
  public void send(ConsumerRecord<String, byte[]> unreadable, UnreadableRecordException why) {
    byte[] key = DeadLetter.key(unreadable.key());
    DeadLetter letter =
        DeadLetter.of(unreadable.topic(), unreadable.partition(), unreadable.offset(), why);
    LOG.warnf(
        "%s record %s of %s-%d at offset %d: %s",
        letter.refused() ? "refused" : "unreadable",
        Excerpt.of(unreadable.key()),
        letter.topic(),
        letter.partition(),
        letter.offset(),
        letter.reason());
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            topics.deadLetters(),
            null,
            key,
            DeadLetter.value(unreadable.value()),
            letter.headers());
    try {
      producer.send(sent).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("could not send a dead letter: " + letter, e.getCause());
    }
    counts.count(topics.withoutRun(letter.topic()));
  }

  @PreDestroy
  void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
