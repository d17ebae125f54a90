package dev.preceptor.eval;

import dev.preceptor.kit.ReplacedException;
import dev.preceptor.kit.SoleWriter;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.KafkaClients;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes evaluations, each in a transaction of its own. The transactional id fences off an earlier
 * eval-service of the run, so that no version is on record twice.
 */
@Singleton
class EvaluationWriter {

  /** As long as a broker may be away before a started transaction is ended for us. */
  private static final int TRANSACTION_MILLIS = 900_000;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Topics topics;
  private final RecordCodec<Evaluation> codec = RecordCodec.of(Evaluation.class);
  private final Producer<byte[], byte[]> producer;
  private final SoleWriter writer;

  EvaluationWriter(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.evalTransaction());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    producer = KafkaClients.writer(BrokerAccess.of(kafka), settings);
    writer = new SoleWriter("eval-service", "an eval-service", topics);
  }

  /**
   * Makes sure that no earlier eval-service can write any more: only then may be read which
   * versions are on record.
   */
  void fenceOffEarlierServices() {
    producer.initTransactions();
  }

  /**
   * Writes an evaluation.
   *
   * @throws ReplacedException if a later eval-service has fenced off this one
   */
  void write(Evaluation evaluation) {
    var record =
        new ProducerRecord<>(
            topics.evaluations(),
            Integer.toString(evaluation.getPolicyVersion()).getBytes(StandardCharsets.UTF_8),
            codec.encode(evaluation));
    writer.run(() -> SoleWriter.inTransaction(producer, open -> open.send(record)));
  }

  @PreDestroy
  void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
