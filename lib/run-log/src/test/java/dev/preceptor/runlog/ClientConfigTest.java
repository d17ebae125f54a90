package dev.preceptor.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigTest {

  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"al \\\"ice\" password=\"s3cret\";";

  @TempDir Path folder;

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("client.properties"), text);
  }

  @Test
  void theEnvironmentSaysWhereTheBrokerIsAndHowToLogIn() {
    var config =
        ClientConfig.of(
            Optional.empty(),
            Optional.empty(),
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SASL_JAAS_CONFIG", JAAS,
                "KAFKA_HEAP_OPTS", "-Xmx1g",
                "HOME", "/root"));
    var broker = config.access().orElseThrow();
    assertThat(broker.bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(broker.protocol()).isEqualTo("SASL_SSL");
    assertThat(broker.login()).containsOnlyKeys("security.protocol", "sasl.jaas.config");
    assertThat(broker).hasToString("KAFKA_BOOTSTRAP_SERVERS kafka:9092");
  }

  @Test
  void theFileWinsOverTheEnvironmentAndTheOptionOverBoth() throws Exception {
    var file =
        file(
            """
            bootstrap.servers=file:9092
            security.protocol=SSL
            ssl.truststore.type=PEM
            acks=0
            group.id=mine
            isolation.level=read_uncommitted
            """);
    var environment =
        Map.of("KAFKA_BOOTSTRAP_SERVERS", "env:9092", "KAFKA_SECURITY_PROTOCOL", "PLAINTEXT");
    var config = ClientConfig.of(Optional.empty(), Optional.of(file), environment);
    assertThat(config.bootstrapServers()).contains("file:9092");
    assertThat(config.login())
        .as("how records are read and written is not for the file to say")
        .isEqualTo(Map.of("security.protocol", "SSL", "ssl.truststore.type", "PEM"));
    assertThat(config).hasToString("--kafka-config " + file + ", bootstrap.servers file:9092");
    assertThat(config.asOptions())
        .containsExactly("--bootstrap-servers", "file:9092", "--kafka-config", file.toString());
    assertThat(ClientConfig.of(Optional.of("o:1"), Optional.of(file), environment))
        .hasToString("--bootstrap-servers o:1");
    assertThat(KafkaSettings.reader(config.access().orElseThrow()))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("security.protocol", "SSL")
        .doesNotContainKey("group.id");
  }

  @Test
  void servicesGetTheSameAccessFromTheirEnvironment() throws Exception {
    var file = file("bootstrap.servers=h:1\nsasl.jaas.config=" + JAAS.replace("\\", "\\\\") + "\n");
    var given = ClientConfig.of(Optional.empty(), Optional.of(file), Map.of());
    var environment = given.access().orElseThrow().environment();
    assertThat(environment)
        .isEqualTo(Map.of("KAFKA_BOOTSTRAP_SERVERS", "h:1", "KAFKA_SASL_JAAS_CONFIG", JAAS));
    var theirs = ClientConfig.of(Optional.empty(), Optional.empty(), environment);
    assertThat(theirs.access().orElseThrow().login()).isEqualTo(given.login());
  }

  @Test
  void nothingThatIsPrintedHoldsTheSecret() throws Exception {
    var file = file("bootstrap.servers=h:1\nsasl.jaas.config=" + JAAS + "\n");
    var config = ClientConfig.of(Optional.empty(), Optional.of(file), Map.of());
    assertThat(config.toString() + config.asOptions() + config.access()).doesNotContain("s3cret");
    var broken = file("sasl.jaas.config=s3cret\\u00zz");
    assertThatThrownBy(() -> ClientConfig.of(Optional.empty(), Optional.of(broken), Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(broken.toString())
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aFileThatIsNotThereIsReported() {
    var nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> ClientConfig.of(Optional.empty(), Optional.of(nowhere), Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--kafka-config " + nowhere);
  }
}
