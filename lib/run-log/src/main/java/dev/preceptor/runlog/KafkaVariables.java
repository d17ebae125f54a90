package dev.preceptor.runlog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of Kafka's clients as environment variables: {@code KAFKA_SASL_MECHANISM} is {@code
 * sasl.mechanism}. The services read them so through Quarkus, and the commands through this class.
 */
public final class KafkaVariables {

  /** How each of the variables begins. */
  public static final String PREFIX = "KAFKA_";

  /** Where the broker is. */
  static final String SERVERS = "bootstrap.servers";

  private KafkaVariables() {}

  /** The settings in an environment. */
  static Map<String, String> read(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            settings.put(
                name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return settings;
  }

  /** The variables of a broker. */
  static Map<String, String> of(String bootstrapServers, Map<String, String> login) {
    Map<String, String> variables = new HashMap<>();
    login.forEach((key, value) -> variables.put(variable(key), value));
    variables.put(variable(SERVERS), bootstrapServers);
    return variables;
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
