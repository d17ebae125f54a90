package dev.preceptor.runlog;

import dev.preceptor.run.RunFolder;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * How to reach a Kafka broker: where it is, and how its clients log in. The one thing that every
 * client is made from; see {@link KafkaSettings}.
 *
 * @param bootstrapServers {@code HOST:PORT}, several separated by commas
 * @param named what the user knows the broker by, such as {@code --bootstrap-servers HOST:PORT}
 * @param login settings of Kafka's clients, by Kafka's names; secrets are among them
 */
public record BrokerAccess(String bootstrapServers, String named, Map<String, String> login) {

  private static final String PLAINTEXT = "PLAINTEXT";

  public BrokerAccess {
    login = Map.copyOf(login);
  }

  /** A broker that takes anyone. */
  public static BrokerAccess open(String bootstrapServers) {
    return new BrokerAccess(bootstrapServers, "the broker at " + bootstrapServers, Map.of());
  }

  /** The broker of a client with these settings. */
  public static BrokerAccess of(Map<String, Object> settings) {
    Map<String, String> login = new HashMap<>();
    settings.forEach((key, value) -> login.put(key, String.valueOf(value)));
    var servers = login.getOrDefault(KafkaVariables.SERVERS, "");
    return new BrokerAccess(servers, "the broker at " + servers, ClientConfig.login(login));
  }

  /** A run's own broker. Its login lies in the run's folder; earlier versions needed none. */
  public static BrokerAccess own(RunFolder run, String bootstrapServers) {
    var file = run.kafkaLogin();
    return new BrokerAccess(
        bootstrapServers,
        "the run's broker at " + bootstrapServers,
        Files.exists(file) ? ClientConfig.login(file) : Map.of());
  }

  /** {@code PLAINTEXT}, {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}. */
  public String protocol() {
    return login.getOrDefault("security.protocol", PLAINTEXT);
  }

  /** The environment variables by which a service gets the same access. */
  public Map<String, String> environment() {
    return KafkaVariables.of(bootstrapServers, login);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return named;
  }
}
