package dev.preceptor.runlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.SkippedBatch;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.HostileBatch;
import dev.preceptor.testkit.HostileClient;
import dev.preceptor.testkit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that are small on their way and large in memory, on a real broker. */
@Tag("integration")
class FetchGateTest {

  private static final int MEGABYTE = 1 << 20;
  private static final byte[] BEFORE = "before".getBytes(UTF_8);
  private static final byte[] AFTER = "after".getBytes(UTF_8);

  private static TestBroker broker;
  private static int topics;

  private String topic;

  @BeforeAll
  static void start() {
    broker = TestBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    topic = "bombed-" + topics++;
    var spec = new Topics("run").specs(1).get(0);
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 1, (short) 1)
                      .configs(
                          Map.of(
                              "compression.type",
                              spec.config().get("compression.type"),
                              "max.message.bytes",
                              spec.config().get("max.message.bytes")))))
          .all()
          .get();
    }
  }

  static Stream<Arguments> bombs() {
    var tooLarge = "unpacks to more than 33619968 bytes";
    return Stream.of(
        Arguments.of("zstd", bomb(CompressionType.ZSTD), tooLarge),
        Arguments.of("gzip", bomb(CompressionType.GZIP), tooLarge),
        Arguments.of("lz4", bomb(CompressionType.LZ4), tooLarge),
        Arguments.of("snappy", bomb(CompressionType.SNAPPY), tooLarge),
        Arguments.of(
            "a long key", HostileBatch.longKey(CompressionType.ZSTD, 64 * MEGABYTE), tooLarge),
        Arguments.of(
            "many large records", HostileBatch.bomb(CompressionType.ZSTD, 64, MEGABYTE), tooLarge),
        Arguments.of(
            "very many records",
            HostileBatch.tinyRecords(CompressionType.ZSTD, MEGABYTE),
            "has 1048576 records, more than 10000"),
        Arguments.of(
            "compressed headers",
            HostileBatch.headers(CompressionType.ZSTD, 8 * MEGABYTE),
            "has a record with 8388608 headers, more than 100"),
        Arguments.of(
            "headers",
            HostileBatch.headers(CompressionType.NONE, 2 * MEGABYTE),
            "has a record with 2097152 headers, more than 100"),
        Arguments.of(
            "a claim", HostileBatch.lyingRecord(CompressionType.ZSTD, Integer.MAX_VALUE), tooLarge),
        Arguments.of(
            "a small lie",
            HostileBatch.lyingRecord(CompressionType.ZSTD, 100),
            "has a record that is not as long as it claims"));
  }

  private static MemoryRecords bomb(CompressionType codec) {
    return HostileBatch.bomb(codec, 100 * MEGABYTE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void aBombIsOneRecordThatSaysWhyAndWhatFollowsIsRead(
      String name, MemoryRecords bomb, String why) {
    var read = readAround(bomb);

    assertThat(read).hasSize(3);
    assertThat(read.get(0).value()).isEqualTo(BEFORE);
    assertThat(read.get(2).value()).isEqualTo(AFTER);
    var marker = read.get(1);
    assertThat(marker.offset()).isEqualTo(1);
    assertThat(marker.key()).isNull();
    assertThat(marker.value()).isNull();
    assertThat(SkippedBatch.of(marker.headers()).orElseThrow().reason())
        .startsWith("a batch of %d bytes (".formatted(bomb.sizeInBytes()))
        .contains(" at the offsets 1 to %d %s".formatted(read.get(2).offset() - 1, why))
        .endsWith("; it was skipped unread");
  }

  /** 20 batches that unpack to 16 MiB each come a few at a time, and all of them come. */
  @Test
  void whatOneFetchUnpacksToIsBounded() {
    int batches = 20;
    var each = HostileBatch.bomb(CompressionType.ZSTD, Topics.MAX_RECORD_BYTES - 100);
    try (var client = HostileClient.connect(broker.bootstrapServers());
        var consumer = consumer()) {
      for (int i = 0; i < batches; i++) {
        client.send(topic, 0, each);
      }
      int read = 0;
      while (read < batches) {
        var polled = consumer.poll(Duration.ofMillis(200));
        assertThat(polled.count()).isLessThanOrEqualTo(4);
        read += polled.count();
      }
      assertThat(read).isEqualTo(batches);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> readAround(MemoryRecords bomb) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (var client = HostileClient.connect(broker.bootstrapServers());
        var consumer = consumer()) {
      send(BEFORE);
      assertThat(client.send(topic, 0, bomb)).isEqualTo(1);
      send(AFTER);
      var partition = new TopicPartition(topic, 0);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(read::add);
      }
    }
    return read;
  }

  private void send(byte[] value) {
    try (var producer =
        new KafkaProducer<>(
            KafkaSettings.writer(BrokerAccess.open(broker.bootstrapServers())),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var consumer =
        FetchGate.before(
            new KafkaConsumer<>(
                KafkaSettings.reader(BrokerAccess.open(broker.bootstrapServers())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    var partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    return consumer;
  }
}
