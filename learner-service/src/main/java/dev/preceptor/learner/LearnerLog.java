package dev.preceptor.learner;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What earlier learners of this run have committed. */
@Singleton
class LearnerLog {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** How far before a partition's end its last record is looked for first, offsets. */
  private static final long TAIL = 32;

  private final Topics topics;
  private final Map<String, Object> settings;

  LearnerLog(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Every step that was trained. */
  CommittedSteps committedSteps() {
    RecordCodec<TrainingStep> codec = RecordCodec.of(TrainingStep.class);
    List<TrainingStep> steps = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topics.trainingSteps(), 0);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      read(consumer, partition, 0, record -> steps.add(codec.decode(record.value())));
    }
    return new CommittedSteps(steps);
  }

  /**
   * The last step whose prompts were issued; 0 when there is none. Steps are issued in order, each
   * as a whole, so the last records of the partitions tell.
   */
  int lastIssuedStep() {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      return consumer.partitionsFor(topics.prompts()).stream()
          .mapToInt(
              info -> lastStep(consumer, new TopicPartition(topics.prompts(), info.partition())))
          .max()
          .orElse(0);
    }
  }

  private static int lastStep(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    int[] last = {0};
    // The last offsets may all be marks of transactions, so the search widens.
    for (long tail = TAIL; last[0] == 0; tail *= TAIL) {
      long from = Math.max(begin, end - tail);
      read(consumer, partition, from, record -> last[0] = Math.max(last[0], stepOf(record)));
      if (from == begin) {
        break;
      }
    }
    return last[0];
  }

  private static int stepOf(ConsumerRecord<String, byte[]> record) {
    try {
      return GroupKey.parse(record.key()).step();
    } catch (UnreadableRecordException e) {
      return 0; // not written by a learner
    }
  }

  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      long from,
      Consumer<ConsumerRecord<String, byte[]>> use) {
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(use);
    }
  }
}
