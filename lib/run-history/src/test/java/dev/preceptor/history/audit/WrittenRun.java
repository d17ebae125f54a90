package dev.preceptor.history.audit;

import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.TestInfo;

/** A recorded run on a real broker, named after the test. */
public final class WrittenRun {

  private final String bootstrapServers;
  private final Topics topics;

  private WrittenRun(String bootstrapServers, Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /** Creates the topics with the definition. */
  public static WrittenRun create(String bootstrapServers, TestInfo test) {
    var topics = new Topics(test.getTestMethod().orElseThrow().getName());
    var run = new RunTopics(BrokerAccess.open(bootstrapServers), topics);
    run.create(topics.specs(RecordedRun.PARTITIONS));
    run.publish(
        Definition.newBuilder()
            .setRun(topics.run())
            .setRecipe(RecordedRun.YAML)
            .setModelSha256("")
            .setTrainSha256("")
            .setTestSha256("")
            .setCode("test")
            .setCreatedMillis(0)
            .build());
    return new WrittenRun(bootstrapServers, topics);
  }

  public Topics topics() {
    return topics;
  }

  /** Writes all records in one transaction, and commits or aborts it. */
  public void write(RecordedRun run, boolean keep) {
    write(run, Map.of(), "", keep);
  }

  /** The same, with offsets committed by a consumer group. */
  public void write(
      RecordedRun run, Map<TopicPartition, OffsetAndMetadata> offsets, String group, boolean keep) {
    try (var producer = producer(Map.of("transactional.id", topics.run()))) {
      producer.initTransactions();
      producer.beginTransaction();
      run.lines().forEach(line -> producer.send(record(line)));
      if (!offsets.isEmpty()) {
        producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(group));
      }
      if (keep) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  /** Deletes the records of groups before a step, as the learner does. */
  public void deleteBefore(int step) throws Exception {
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
      RunLog.at(BrokerAccess.open(bootstrapServers), topics)
          .replay(
              topics.ofGroups(),
              event -> {
                var place = event.place();
                if (GroupKey.parse(event.key()).step() < step) {
                  deletions.put(
                      new TopicPartition(place.topic(), place.partition()),
                      RecordsToDelete.beforeOffset(place.offset() + 1));
                }
              });
      admin.deleteRecords(deletions).all().get();
    }
  }

  /** Writes one more record. */
  public RecordMetadata write(RecordedRun.Line line) throws Exception {
    try (var producer = producer(Map.of())) {
      return producer.send(record(line)).get();
    }
  }

  private ProducerRecord<byte[], byte[]> record(RecordedRun.Line line) {
    var topic = line.place().topic().replace(RecordedRun.TOPICS.run() + ".", topics.run() + ".");
    return new ProducerRecord<>(
        topic, line.place().partition(), line.key().getBytes(StandardCharsets.UTF_8), line.value());
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    var settings = new HashMap<String, Object>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
