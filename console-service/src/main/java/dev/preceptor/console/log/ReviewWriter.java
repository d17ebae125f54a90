package dev.preceptor.console.log;

import dev.preceptor.run.RunFailedException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.BrokerRefusal;
import dev.preceptor.runlog.KafkaClients;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Writes reviews into a run's log, one at a time. A person writes one every few seconds, so each
 * has a connection of its own and none is held. Safe for use by several threads.
 */
public final class ReviewWriter {

  /** A person waits: less than a browser does. */
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "acks",
          "all",
          "enable.idempotence",
          true,
          "max.block.ms",
          8_000,
          "request.timeout.ms",
          4_000,
          "delivery.timeout.ms",
          10_000);

  private final RecordCodec<Review> codec = RecordCodec.of(Review.class);

  /**
   * Writes a review; it is on the broker, and on all replicas in sync, when this returns.
   *
   * @throws RunFailedException if it may not be there
   * @throws dev.preceptor.models.InputException if the broker refuses the console
   */
  public void write(BrokerAccess broker, Topics topics, Review review) {
    createIfMissing(broker, topics);
    var record =
        new ProducerRecord<>(
            topics.reviews(),
            ReviewSubject.of(review).toString().getBytes(StandardCharsets.UTF_8),
            codec.encode(review));
    try (var producer = KafkaClients.writer(broker, SETTINGS)) {
      producer.send(record).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while writing a review", e);
    } catch (ExecutionException e) {
      throw BrokerRefusal.of(e, broker, AclOperation.WRITE)
          .<RuntimeException>map(why -> why)
          .orElseGet(
              () -> new RunFailedException("a review cannot be written: " + e.getCause(), e));
    }
  }

  /** A run of an older version has no such topic. */
  private static void createIfMissing(BrokerAccess broker, Topics topics) {
    var run = new RunTopics(broker, topics);
    if (!run.names().contains(topics.reviews())) {
      run.create(
          topics.specs(1).stream().filter(spec -> spec.name().equals(topics.reviews())).toList());
    }
  }
}
