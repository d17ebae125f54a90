package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunLog.Connecting;
import dev.preceptor.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DefinitionTopicTest {
  private static final Topics TOPICS = new Topics("quickstart");
  private static final TopicPartition PARTITION = new TopicPartition("quickstart.definition", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private long offset;

  DefinitionTopicTest() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
  }

  @Test
  void aServiceWaitsUntilTheDefinitionIsThere() {
    consumer.updateEndOffsets(Map.of(PARTITION, 1L));
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(() -> add("quickstart", Definitions.withSeed("quickstart", 7)));

    RunDefinition definition = await();

    assertThat(definition.recipe().seed()).isEqualTo(7);
    assertThat(definition.topics()).isEqualTo(TOPICS);
    assertThat(definition.modelSha256()).isEqualTo("aa");
  }

  @Test
  void theNewestDefinitionOfTheRunCounts() {
    consumer.updateEndOffsets(Map.of(PARTITION, 3L));
    consumer.schedulePollTask(() -> add("quickstart", Definitions.withSeed("quickstart", 7)));
    consumer.schedulePollTask(() -> add("quickstart", Definitions.withSeed("quickstart", 8)));
    consumer.schedulePollTask(() -> add("another", new byte[] {1}));

    assertThat(await().recipe().seed()).isEqualTo(8);
  }

  @Test
  void whatDefinesNoRunOrAnotherIsPassedOver() {
    consumer.updateEndOffsets(Map.of(PARTITION, 5L));
    consumer.schedulePollTask(() -> add("quickstart", new byte[] {1, 2, 3}));
    consumer.schedulePollTask(() -> add("quickstart", Definitions.withSeed("quickstart", 7)));
    consumer.schedulePollTask(() -> add("quickstart", new byte[] {1, 2, 3}));
    consumer.schedulePollTask(() -> add("quickstart", Definitions.withSeed("another", 8)));
    consumer.schedulePollTask(() -> add("quickstart", Definitions.ofAnotherModel("quickstart", 9)));

    assertThat(await().recipe().seed()).isEqualTo(7);
  }

  /** In a cluster, the name of a broker that has not started yet may be unknown. */
  @Test
  void aServiceWaitsUntilTheBrokersNameIsKnown() {
    consumer.updateEndOffsets(Map.of(PARTITION, 1L));
    consumer.schedulePollTask(() -> add("quickstart", Definitions.withSeed("quickstart", 7)));
    RunLog unnamed = new RunLog(TOPICS, Map.of("bootstrap.servers", "broker.invalid:9092"));
    var connections = new ArrayDeque<Connecting>();
    connections.add(settings -> unconnected(unnamed));
    connections.add(settings -> consumer);

    RunLog log = new RunLog(TOPICS, Map.of(), settings -> connections.remove().connect(settings));
    assertThat(await(log).recipe().seed()).isEqualTo(7);
    assertThat(connections).isEmpty();
  }

  /** What Kafka's own client throws. */
  private static MockConsumer<byte[], byte[]> unconnected(RunLog log) {
    log.partitions(TOPICS.definition());
    throw new AssertionError("broker.invalid is known");
  }

  @Test
  void aServiceDoesNotWaitForABrokerThatRefusesIt() {
    RunLog refused =
        new RunLog(
            TOPICS,
            Map.of(),
            settings -> {
              throw new InputException("the broker at kafka:9092: the login is refused");
            });
    assertThatThrownBy(() -> await(refused)).hasMessageEndingWith("the login is refused");
  }

  private RunDefinition await() {
    return await(new RunLog(TOPICS, Map.of(), settings -> consumer));
  }

  private static RunDefinition await(RunLog log) {
    try (DefinitionTopic topic = DefinitionTopic.onceNamed(TOPICS, log, Clock.systemUTC())) {
      return topic.await();
    }
  }

  private void add(String key, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            PARTITION.topic(), 0, offset++, key.getBytes(StandardCharsets.UTF_8), value));
  }
}
