package dev.preceptor.eval;

import dev.preceptor.kit.ReplacedException;
import dev.preceptor.kit.SoleWriter;
import dev.preceptor.run.evaluation.AnswerRecords;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.KafkaClients;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes answers, a batch in a transaction, and evaluations, each in one of its own. The
 * transactional id is that of this service's share of the questions. It fences off an earlier
 * eval-service of that share, so that nothing is on record twice.
 */
@Singleton
class EvaluationWriter {

  /** As long as a broker may be away before a started transaction is ended for us. */
  private static final int TRANSACTION_MILLIS = 900_000;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Topics topics;
  private final RecordCodec<Evaluation> codec = RecordCodec.of(Evaluation.class);
  private final RecordCodec<EvaluationAnswer> answerCodec = RecordCodec.of(EvaluationAnswer.class);
  private final Producer<byte[], byte[]> producer;
  private final SoleWriter writer;

  EvaluationWriter(
      Topics topics,
      EvalShare share,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.evalTransaction(share.worker()));
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
    String key = Integer.toString(evaluation.getPolicyVersion());
    write(List.of(record(topics.evaluations(), key, codec.encode(evaluation))));
  }

  /**
   * Writes the answers of a batch, all or none.
   *
   * @throws ReplacedException if a later eval-service has fenced off this one
   */
  void write(Collection<EvaluationAnswer> batch) {
    write(
        batch.stream()
            .map(
                answer ->
                    record(topics.answers(), AnswerRecords.key(answer), answerCodec.encode(answer)))
            .toList());
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }

  private void write(List<ProducerRecord<byte[], byte[]>> records) {
    writer.run(() -> SoleWriter.inTransaction(producer, open -> records.forEach(open::send)));
  }

  @PreDestroy
  void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
