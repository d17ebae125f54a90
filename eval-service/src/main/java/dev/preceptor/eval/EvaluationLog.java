package dev.preceptor.eval;

import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The evaluations that are written already. */
@Singleton
class EvaluationLog {

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Topics topics;
  private final Map<String, Object> settings;

  EvaluationLog(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
  }

  /** The versions that were measured. */
  Set<Integer> versions() {
    RecordCodec<Evaluation> codec = RecordCodec.of(Evaluation.class);
    Set<Integer> versions = new HashSet<>();
    TopicPartition partition = new TopicPartition(topics.evaluations(), 0);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(POLL)
            .forEach(record -> versions.add(codec.decode(record.value()).getPolicyVersion()));
      }
    }
    return versions;
  }
}
