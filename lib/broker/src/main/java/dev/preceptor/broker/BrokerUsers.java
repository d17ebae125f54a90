package dev.preceptor.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who may log in to a broker: names and passwords, checked by SCRAM-SHA-512.
 *
 * @param passwords by name; the {@link #OPERATOR} is among them
 */
public record BrokerUsers(Map<String, String> passwords) {

  /** Kafka's name of how a client proves that it knows its password without sending it. */
  public static final String MECHANISM = "SCRAM-SHA-512";

  /** The user who may do everything; the broker logs in to itself under this name. */
  public static final String OPERATOR = "preceptor";

  private static final String LOGIN_MODULE =
      "org.apache.kafka.common.security.scram.ScramLoginModule";

  /**
   * @throws IllegalArgumentException if the operator is missing
   */
  public BrokerUsers {
    passwords = Map.copyOf(passwords);
    if (!passwords.containsKey(OPERATOR)) {
      throw new IllegalArgumentException("user " + OPERATOR + " has no password");
    }
  }

  /**
   * Reads a file of {@code NAME=PASSWORD}, a Java properties file.
   *
   * @throws IOException if it cannot be read
   */
  public static BrokerUsers read(Path file) throws IOException {
    return new BrokerUsers(passwords(file));
  }

  /** The passwords in such a file, by name; the operator's may be missing. */
  public static Map<String, String> passwords(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }

  /** The JAAS configuration by which a client logs in as a user; holds the password. */
  public static String loginOf(String user, String password) {
    return login(user, password, "");
  }

  private static String login(String user, String password, String more) {
    return "%s required username=%s password=%s%s;"
        .formatted(LOGIN_MODULE, quoted(user), quoted(password), more);
  }

  /** The settings of a broker's listener that lets these users in. */
  public Map<String, String> listener(String name) {
    var prefix =
        "listener.name.%s.%s."
            .formatted(name.toLowerCase(Locale.ROOT), MECHANISM.toLowerCase(Locale.ROOT));
    return Map.of(
        prefix + "sasl.jaas.config",
        login(OPERATOR, passwords.get(OPERATOR), known()),
        prefix + "sasl.server.callback.handler.class",
        UserPasswords.class.getName());
  }

  private String known() {
    return new TreeMap<>(passwords)
        .entrySet().stream()
            .map(
                user ->
                    " %s%s=%s"
                        .formatted(UserPasswords.PREFIX, user.getKey(), quoted(user.getValue())))
            .collect(Collectors.joining());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Names only. */
  @Override
  public String toString() {
    return "users " + new TreeMap<>(passwords).keySet();
  }
}
