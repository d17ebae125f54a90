package dev.preceptor.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class EmbeddedBrokerTest {

  private static final TopicPartition TOPIC = new TopicPartition("run.prompts", 0);

  @Test
  void aBrokerServesAsSoonAsItHasStarted() throws Exception {
    try (var broker = EmbeddedBroker.inTemporaryFolder();
        var admin = admin(broker.bootstrapServers())) {
      assertThat(admin.describeCluster().nodes().get()).hasSize(1);
    }
  }

  @Test
  void recordsAndTransactionsSurviveARestartOnOtherPorts(@TempDir Path folder) throws Exception {
    var data = folder.resolve("kafka");
    var first = BrokerSettings.onFreePorts(data);
    try (var broker = EmbeddedBroker.start(first)) {
      createTopic(broker.bootstrapServers());
      commit(broker.bootstrapServers(), new byte[] {1});
    }
    var second = BrokerSettings.onFreePorts(data);
    assertThat(second.port()).isNotEqualTo(first.port());
    try (var broker = EmbeddedBroker.start(second)) {
      commit(broker.bootstrapServers(), new byte[] {2});
      assertThat(read(broker.bootstrapServers(), 2))
          .containsExactly(new byte[] {1}, new byte[] {2});
    }
  }

  @Test
  void aRecordOfSixteenMebibytesIsAccepted() throws Exception {
    var large = new byte[16 << 20];
    try (var broker = EmbeddedBroker.inTemporaryFolder()) {
      createTopic(broker.bootstrapServers());
      commit(broker.bootstrapServers(), large);
      assertThat(read(broker.bootstrapServers(), 1)).containsExactly(large);
    }
  }

  @Test
  void aBrokerListensOnTheLoopbackInterfaceOnly() {
    var settings = BrokerSettings.onFreePorts(Path.of("data"));
    assertThat(settings.properties().getProperty("listeners"))
        .isEqualTo(
            "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                .formatted(settings.port(), settings.controllerPort()));
  }

  @Test
  void onlyWhoKnowsThePasswordGetsIn(@TempDir Path folder) throws Exception {
    var settings =
        BrokerSettings.onFreePorts(folder)
            .forUsers(new BrokerUsers(Map.of(BrokerUsers.OPERATOR, "a \\ b \" ; c", "join", "j")));
    try (var broker = EmbeddedBroker.start(settings)) {
      var server = broker.bootstrapServers();
      for (var user : settings.users().orElseThrow().passwords().entrySet()) {
        try (var admin = Admin.create(login(server, user.getKey(), user.getValue()))) {
          assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
      }
      for (var other : List.of("j", "a \\ b \" ; d")) {
        assertThatThrownBy(() -> describe(login(server, BrokerUsers.OPERATOR, other)))
            .hasCauseInstanceOf(SaslAuthenticationException.class);
      }
      assertThatThrownBy(() -> describe(login(server, "nobody", "j")))
          .hasCauseInstanceOf(SaslAuthenticationException.class);
      assertThatThrownBy(() -> describe(Map.of("bootstrap.servers", server)))
          .hasCauseInstanceOf(TimeoutException.class);
      assertThatThrownBy(
              () ->
                  describe(
                      Map.of("bootstrap.controllers", "127.0.0.1:" + settings.controllerPort())))
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  private static void describe(Map<String, Object> client) throws Exception {
    Map<String, Object> hasty = new HashMap<>(client);
    // A login that is refused ends the client at once; one without a login only hears nothing.
    int patience = client.containsKey("sasl.mechanism") ? 60_000 : 3_000;
    hasty.put("default.api.timeout.ms", patience);
    hasty.put("request.timeout.ms", patience);
    try (var admin = Admin.create(hasty)) {
      admin.describeCluster().nodes().get();
    }
  }

  private static Map<String, Object> login(String server, String user, String password) {
    return Map.of(
        "bootstrap.servers",
        server,
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        BrokerUsers.MECHANISM,
        "sasl.jaas.config",
        BrokerUsers.loginOf(user, password));
  }

  private static Admin admin(String bootstrap) {
    return Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  private static void createTopic(String bootstrap) throws Exception {
    try (var admin = admin(bootstrap)) {
      admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1))).all().get();
    }
  }

  private static void commit(String bootstrap, byte[] value) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "transactional.id",
            "learner",
            "max.request.size",
            BrokerSettings.MAX_MESSAGE_BYTES);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get();
      producer.commitTransaction();
    }
  }

  private static List<byte[]> read(String bootstrap, int records) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrap,
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(TOPIC));
      var values = new ArrayList<byte[]>();
      while (values.size() < records) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
