package dev.preceptor.runlog;

import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What the operator says of a broker: in a file like those that Kafka's own tools take as {@code
 * --command-config}, and in {@code KAFKA_*} environment variables, of which the file wins.
 *
 * @param bootstrapServers where the broker is, if that is said
 * @param named how the user said so
 * @param file the file, if there is one
 * @param login what clients need to log in
 */
public record ClientConfig(
    Optional<String> bootstrapServers,
    String named,
    Optional<Path> file,
    Map<String, String> login) {

  /** How a token begins. */
  private static final String TOKEN = "preceptor-token-1.";

  private static final Path STANDARD_INPUT = Path.of("-");

  private static final List<String> LOGIN =
      List.of("security.", "sasl.", "ssl.", "client.dns.lookup");

  public ClientConfig {
    login = Map.copyOf(login);
  }

  /** Nothing is said. */
  public static ClientConfig none() {
    return new ClientConfig(Optional.empty(), "", Optional.empty(), Map.of());
  }

  /**
   * What is said on a command line and around it.
   *
   * @param servers value of {@code --bootstrap-servers}
   * @param file value of {@code --kafka-config}
   * @param environment of this process
   * @throws InputException if the file cannot be read
   */
  public static ClientConfig of(
      Optional<String> servers, Optional<Path> file, Map<String, String> environment) {
    var variables = KafkaVariables.read(environment);
    Map<String, String> inFile = file.map(ClientConfig::read).orElse(Map.of());
    Map<String, String> all = new HashMap<>(variables);
    all.putAll(inFile);
    var address = servers.or(() -> Optional.ofNullable(all.get(KafkaVariables.SERVERS)));
    var source =
        servers.isPresent()
            ? "--bootstrap-servers"
            : inFile.containsKey(KafkaVariables.SERVERS)
                ? "--kafka-config %s, bootstrap.servers".formatted(file.orElseThrow())
                : "KAFKA_BOOTSTRAP_SERVERS";
    return new ClientConfig(
        address, address.map(at -> source + " " + at).orElse(""), file, login(all));
  }

  /** The login in a file alone. */
  static Map<String, String> login(Path file) {
    return login(read(file));
  }

  /** The same as options of a command. Says nothing of what the environment says. */
  public List<String> asOptions() {
    return Stream.concat(
            bootstrapServers.stream().flatMap(at -> Stream.of("--bootstrap-servers", at)),
            file.stream().flatMap(path -> Stream.of("--kafka-config", path.toString())))
        .toList();
  }

  /** The broker, if it is said where it is. */
  public Optional<BrokerAccess> access() {
    return bootstrapServers.map(servers -> new BrokerAccess(servers, named, login));
  }

  /** A broker whose address is known from elsewhere. */
  public BrokerAccess at(String servers) {
    return new BrokerAccess(servers, "the broker at " + servers, login);
  }

  /**
   * Settings in one line that can be handed on; {@code --kafka-config} takes a file of it. It is no
   * less secret than they are.
   */
  public static String token(Map<String, String> settings) {
    var properties = new Properties();
    properties.putAll(settings);
    var text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TOKEN
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return named;
  }

  private static Map<String, String> read(Path file) {
    var properties = new Properties();
    try {
      var bytes = file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(file);
      properties.load(new StringReader(plain(Utf8.text(bytes).strip())));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "--kafka-config %s: can be read neither as a Java properties file nor as a token: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  private static String plain(String text) {
    return text.startsWith(TOKEN)
        ? new String(
            Base64.getUrlDecoder().decode(text.substring(TOKEN.length())), StandardCharsets.UTF_8)
        : text;
  }

  /**
   * Only what is about logging in: a file that serves other programs too may say how they read and
   * write, which is not for it to say here.
   */
  static Map<String, String> login(Map<String, String> settings) {
    Map<String, String> login = new HashMap<>(settings);
    login.keySet().removeIf(key -> LOGIN.stream().noneMatch(key::startsWith));
    return login;
  }
}
