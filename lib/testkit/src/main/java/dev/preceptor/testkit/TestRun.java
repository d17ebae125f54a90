package dev.preceptor.testkit;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A run in a test: writes the records of other services, and reads those of the service under test.
 */
public final class TestRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Topics topics;
  private final String bootstrapServers;
  private final KafkaProducer<String, byte[]> producer;

  private TestRun(String bootstrapServers, String run) {
    this.topics = new Topics(run);
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                2 * Topics.MAX_RECORD_BYTES, // more than services may send
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Connects to a run. */
  public static TestRun connect(String bootstrapServers, String run) {
    return new TestRun(bootstrapServers, run);
  }

  /** Creates the run's topics and writes its definition. */
  public TestRun create(int partitions, String recipeYaml) {
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      admin
          .createTopics(topics.specs(partitions).stream().map(TopicSpec::newTopic).toList())
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    define(recipeYaml);
    return this;
  }

  /** Writes the run's definition; may be called again with another recipe. */
  public void define(String recipeYaml) {
    Definition definition =
        Definition.newBuilder()
            .setRun(topics.run())
            .setRecipe(recipeYaml)
            .setModelSha256("")
            .setTrainSha256("")
            .setTestSha256("")
            .setCode("test")
            .setCreatedMillis(0)
            .build();
    send(topics.definition(), topics.run(), Definition.class, definition);
  }

  public Topics topics() {
    return topics;
  }

  /** Writes a record and waits until the broker has acknowledged it. */
  public <T extends SpecificRecord> void send(String topic, String key, Class<T> type, T record) {
    sendBytes(topic, key, RecordCodec.of(type).encode(record));
  }

  /** Writes arbitrary bytes. */
  public void sendBytes(String topic, String key, byte[] bytes) {
    send(new ProducerRecord<>(topic, key, bytes));
  }

  /** Writes arbitrary bytes to a partition. */
  public void sendBytes(String topic, int partition, String key, byte[] bytes) {
    send(new ProducerRecord<>(topic, partition, key, bytes));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Publishes a version of the policy, with the record of the step that made it. */
  public void publish(int version, ModelSource weights) {
    String sha256 = PolicyHash.sha256(weights);
    if (version > 0) {
      step(version, sha256);
    }
    Iterator<PolicyChunk> chunks =
        PolicyChunks.split(version, sha256, weights, Topics.POLICY_CHUNK_BYTES);
    while (chunks.hasNext()) {
      PolicyChunk chunk = chunks.next();
      send(topics.policy(), PolicyChunks.key(chunk), PolicyChunk.class, chunk);
    }
  }

  /** Records a step. */
  public void step(int step, String policySha256) {
    TrainingStep record =
        TrainingStep.newBuilder()
            .setStep(step)
            .setPolicyVersion(step)
            .setPolicySha256(policySha256)
            .setGroups(List.of())
            .setMetrics(Map.of())
            .setTimestampMillis(step)
            .build();
    send(topics.trainingSteps(), Integer.toString(step), TrainingStep.class, record);
  }

  /**
   * Waits until a topic has at least {@code count} committed records, and returns all read so far.
   */
  public List<ConsumerRecord<String, byte[]>> await(String topic, int count) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    Instant deadline = Instant.now().plus(PATIENCE);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      readFromStart(consumer, topic);
      while (records.size() < count) {
        if (Instant.now().isAfter(deadline)) {
          throw new AssertionError(
              "topic %s: %d records of %d after %s"
                  .formatted(topic, records.size(), count, PATIENCE));
        }
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }

  /** The same, decoded. */
  public <T extends SpecificRecord> List<T> await(String topic, Class<T> type, int count) {
    RecordCodec<T> codec = RecordCodec.of(type);
    return await(topic, count).stream().map(record -> codec.decode(record.value())).toList();
  }

  /** All committed records that the topic has now. */
  public List<ConsumerRecord<String, byte[]>> read(String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = readFromStart(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }

  /** The same, decoded. */
  public <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    RecordCodec<T> codec = RecordCodec.of(type);
    return read(topic).stream().map(record -> codec.decode(record.value())).toList();
  }

  private static List<TopicPartition> readFromStart(
      KafkaConsumer<String, byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    producer.close();
  }
}
