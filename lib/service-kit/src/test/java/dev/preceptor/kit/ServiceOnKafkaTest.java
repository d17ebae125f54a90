package dev.preceptor.kit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.i18n.KafkaLogging;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A small service that sends rollouts to itself through a real broker. */
@Tag("integration")
@QuarkusTest
@WithTestResource(KafkaBroker.class)
class ServiceOnKafkaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Topics topics;
  @Inject RunDefinition definition;
  @Inject Recipe recipe;
  @Inject DeadLetterCounts deadLetters;
  @Inject MeterRegistry meters;
  @Inject Echo echo;
  @Inject Activity activity;
  @Inject RunLog log;

  @TestHTTPResource("/")
  URI health;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> kafka;

  @Inject
  @Channel("sent")
  Emitter<byte[]> emitter;

  @Test
  void theDefinitionIsReadBeforeTheServiceStarts() {
    assertThat(topics.run()).isEqualTo("kit");
    assertThat(definition.recipe().seed()).isEqualTo(5);
    assertThat(recipe).isEqualTo(definition.recipe());
  }

  @Test
  void theSharedDefaultsApplyToEveryClient() {
    assertThat(kafka)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("acks", "all")
        .containsEntry("compression.type", "zstd")
        .containsEntry(
            "max.request.size",
            Integer.toString(Topics.MAX_RECORD_BYTES + Topics.RECORD_OVERHEAD_BYTES));
  }

  @Test
  void theLargestRecordIsDeliveredAndAnUnreadableOneIsADeadLetter() throws InterruptedException {
    byte[] noise = new byte[Topics.MAX_RECORD_BYTES - 200];
    new Random(1).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (' ' + (noise[i] & 0x3F));
    }
    Rollout large =
        new Rollout(
            1,
            0,
            0,
            new String(noise, US_ASCII),
            List.of(),
            "A",
            List.of(),
            null,
            "w",
            1L,
            List.of());
    emitter.send(Outbound.of(Rollout.class).message("1-0", 1, large));
    emitter.send(new byte[] {1, 2, 3});

    Rollout received = echo.rollouts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(received).isNotNull().isEqualTo(large);

    ConsumerRecord<String, byte[]> letter = firstOf(topics.deadLetters());
    assertThat(letter.value()).containsExactly(1, 2, 3);
    assertThat(DeadLetter.of(letter.headers()).topic()).isEqualTo(topics.rollouts());
    assertThat(deadLetters.of("rollouts")).isEqualTo(1);
    assertThat(
            meters
                .get(ServiceMetric.DEAD_LETTERS.key())
                .tags("run", "kit", "component", "service-kit", "topic", "rollouts")
                .functionCounter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aTopicIsReadBackwardsOverMarkersAbortedRecordsAndGarbage() {
    RecordCodec<PolicyChunk> codec = RecordCodec.of(PolicyChunk.class);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("transactional.id", "backwards");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int version = 0; version < 4; version++) {
        producer.beginTransaction();
        for (int chunk = 0; chunk < 3; chunk++) {
          byte[] bytes = version == 3 && chunk == 2 ? new byte[] {1} : codec.encode(chunk(version));
          producer.send(new ProducerRecord<>(topics.policy(), "" + version, bytes));
        }
        producer.flush();
        if (version == 2) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
    List<Long> offsets = new ArrayList<>();
    List<Integer> versions = new ArrayList<>();
    log.backwards(
        RunEvent.Published.class,
        published -> {
          long offset = published.place().offset();
          offsets.add(offset);
          versions.add(published.value().get().getVersion());
          return OptionalLong.of(offset);
        });
    // Three records and a transaction marker per version; the last record is garbage, version 2 was
    // aborted.
    assertThat(offsets).containsExactly(13L, 12L, 6L, 5L, 4L, 2L, 1L, 0L);
    assertThat(versions).containsExactly(3, 3, 1, 1, 1, 0, 0, 0);
  }

  private static PolicyChunk chunk(int version) {
    return new PolicyChunk(version, 0, 1, "", Map.of(), List.of(), -1, List.of());
  }

  @Test
  void theHealthEndpointShowsWhatTheServiceWaitsForAndSinceWhen() throws Exception {
    activity.waitsFor(Awaited.ROLLOUTS, "godot");
    assertThat(ready().body())
        .contains("\"waiting for\": \"godot\"")
        .contains("\"since\": \"" + activity.state().since().truncatedTo(ChronoUnit.MILLIS));
    pollsThatFailAgainAndAgainMakeItUnready();
  }

  /** The log of SmallRye's channels is what the service goes by. */
  private void pollsThatFailAgainAndAgainMakeItUnready() throws Exception {
    System.gc(); // a logger that nobody holds would go, and with it who listens
    for (int failures = 0; failures < 3; failures++) {
      assertThat(ready().statusCode()).isEqualTo(200);
      Logger.getLogger(KafkaLogging.class.getPackageName().replaceFirst("\\.i18n$", ""))
          .log(Level.WARNING, "SRMSG18285", new KafkaException("no memory"));
    }
    assertThat(ready().statusCode()).isEqualTo(503);
    assertThat(ready().body()).contains("\"polls fail\": \"", "no memory");
  }

  private HttpResponse<String> ready() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(health.resolve("q/health/ready")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void recordsAreDecodedUnderQuarkusClassLoader() {
    RecordCodec<Rollout> codec = RecordCodec.of(Rollout.class);
    Rollout rollout =
        new Rollout(1, 0, 0, "?", List.of(), "A", List.of(), null, "w", 1L, List.of());
    assertThat(codec.decode(codec.encode(rollout))).isExactlyInstanceOf(Rollout.class);
    assertThat(ByteBuffer.wrap(codec.encode(rollout)).get()).isEqualTo((byte) 0xC3);
  }

  private ConsumerRecord<String, byte[]> firstOf(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return consumer.poll(PATIENCE).iterator().next();
    }
  }

  /** Keeps what it receives. */
  @Singleton
  static class Echo {
    final BlockingQueue<Rollout> rollouts = new LinkedBlockingQueue<>();
    private final Inbound<Rollout> inbound;

    @Inject
    Echo(DeadLetters deadLetters) {
      this.inbound = Inbound.of(Rollout.class, deadLetters);
    }

    @Incoming("received")
    @Blocking
    void receive(ConsumerRecord<String, byte[]> record) {
      inbound.read(record).ifPresent(rollouts::add);
    }
  }
}
