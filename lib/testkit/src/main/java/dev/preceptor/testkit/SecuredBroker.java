package dev.preceptor.testkit;

import dev.preceptor.broker.BrokerSettings;
import dev.preceptor.broker.BrokerUsers;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.broker.SelfSignedCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker as a cluster's operator runs it: a listener for each way to log in, and an authorizer
 * that refuses what no ACL allows.
 */
public final class SecuredBroker implements AutoCloseable {

  /** A way to log in, each on a port of its own. */
  public enum Way {
    /** No login, no encryption. */
    OPEN("PLAINTEXT"),
    /** A password, no encryption. */
    PASSWORD("SASL_PLAINTEXT"),
    /** A password or a token, encrypted. */
    ENCRYPTED("SASL_SSL"),
    /** A client certificate. */
    MUTUAL("SSL"),
    /** Encrypted, with a certificate that names another host. */
    MISNAMED("SASL_SSL");

    private final String protocol;

    Way(String protocol) {
      this.protocol = protocol;
    }
  }

  /** May do everything. */
  public static final String SUPER_USER = "admin";

  /** A password of a store, and of its key. */
  public static final String STORE_PASSWORD = "store-password";

  private final EmbeddedBroker broker;
  private final Map<Way, Integer> ports;
  private final Map<String, String> passwords;
  private final SelfSignedCertificate server;
  private final SelfSignedCertificate misnamed;
  private final Map<String, SelfSignedCertificate> clients;
  private final Path folder;

  private SecuredBroker(
      EmbeddedBroker broker,
      Map<Way, Integer> ports,
      Map<String, String> passwords,
      SelfSignedCertificate server,
      SelfSignedCertificate misnamed,
      Map<String, SelfSignedCertificate> clients,
      Path folder) {
    this.broker = broker;
    this.ports = ports;
    this.passwords = passwords;
    this.server = server;
    this.misnamed = misnamed;
    this.clients = clients;
    this.folder = folder;
  }

  /**
   * Starts one.
   *
   * @param folder for its data and the clients' files
   * @param users names of those who may log in by password; those beside {@link #SUPER_USER} may do
   *     only what ACLs allow
   * @param holders those of them who have a certificate {@code CN=NAME} too, which takes a while to
   *     make
   */
  public static SecuredBroker start(Path folder, List<String> users, List<String> holders)
      throws IOException {
    Map<String, String> passwords = new LinkedHashMap<>();
    Map<String, SelfSignedCertificate> clients = new LinkedHashMap<>();
    passwords.put(SUPER_USER, "password-of-" + SUPER_USER);
    users.forEach(user -> passwords.put(user, "password-of-" + user));
    for (var holder : holders) {
      clients.put(holder, SelfSignedCertificate.make(holder, "client.test", folder));
    }
    var server = SelfSignedCertificate.make("broker", "127.0.0.1", folder);
    var misnamed = SelfSignedCertificate.make("broker", "other.test", folder);
    Map<Way, Integer> ports = new LinkedHashMap<>();
    for (var way : Way.values()) {
      ports.put(way, LoopbackPorts.free());
    }
    var settings = BrokerSettings.onFreePorts(folder.resolve("kafka"));
    Map<String, String> more = new HashMap<>();
    more.put(
        "listeners", listeners(ports) + ",CONTROLLER://127.0.0.1:" + settings.controllerPort());
    more.put("advertised.listeners", listeners(ports));
    more.put("inter.broker.listener.name", Way.OPEN.name());
    more.put(
        "listener.security.protocol.map",
        ports.keySet().stream()
            .map(way -> way + ":" + way.protocol + ",")
            .collect(Collectors.joining("", "", "CONTROLLER:PLAINTEXT")));
    more.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    more.put("super.users", "User:ANONYMOUS;User:" + SUPER_USER);
    for (var way : new Way[] {Way.PASSWORD, Way.ENCRYPTED, Way.MISNAMED}) {
      more.putAll(login(way, passwords));
    }
    var trusted = folder.resolve("clients.pem");
    Files.writeString(
        trusted,
        clients.values().stream()
            .map(SelfSignedCertificate::certificatePem)
            .collect(Collectors.joining()));
    for (var way : new Way[] {Way.ENCRYPTED, Way.MUTUAL, Way.MISNAMED}) {
      var shown = way == Way.MISNAMED ? misnamed : server;
      var pem = Files.writeString(folder.resolve(way + ".pem"), shown.pem());
      more.put(prefix(way) + "ssl.keystore.type", "PEM");
      more.put(prefix(way) + "ssl.keystore.location", pem.toString());
    }
    more.put(prefix(Way.MUTUAL) + "ssl.client.auth", "required");
    if (!clients.isEmpty()) {
      more.put(prefix(Way.MUTUAL) + "ssl.truststore.type", "PEM");
      more.put(prefix(Way.MUTUAL) + "ssl.truststore.location", trusted.toString());
    }
    return new SecuredBroker(
        EmbeddedBroker.start(settings, more), ports, passwords, server, misnamed, clients, folder);
  }

  private static String listeners(Map<Way, Integer> ports) {
    return ports.entrySet().stream()
        .map(way -> way.getKey() + "://127.0.0.1:" + way.getValue())
        .collect(Collectors.joining(","));
  }

  private static String prefix(Way way) {
    return "listener.name." + way.name().toLowerCase(Locale.ROOT) + ".";
  }

  private static Map<String, String> login(Way way, Map<String, String> passwords) {
    Map<String, String> scram = new HashMap<>(passwords);
    scram.put(BrokerUsers.OPERATOR, "unused");
    Map<String, String> login = new HashMap<>(new BrokerUsers(scram).listener(way.name()));
    login.put(prefix(way) + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER");
    login.put(
        prefix(way) + "plain.sasl.jaas.config",
        passwords.entrySet().stream()
            .map(user -> " user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
            .collect(
                Collectors.joining(
                    "", "org.apache.kafka.common.security.plain.PlainLoginModule required", ";")));
    login.put(
        prefix(way) + "oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
            + " unsecuredLoginStringClaim_sub=\"unused\";");
    return login;
  }

  /** Where clients reach a listener. */
  public String bootstrapServers(Way way) {
    return "127.0.0.1:" + ports.get(way);
  }

  /** The certificate that a listener shows, PEM. */
  public String certificatePem(Way way) {
    return (way == Way.MISNAMED ? misnamed : server).certificatePem();
  }

  /** How a user logs in by password and SCRAM, encrypted or not. */
  public Map<String, String> scram(Way way, String user) {
    var login = sasl(way, "SCRAM-SHA-512");
    login.put("sasl.jaas.config", BrokerUsers.loginOf(user, passwords.get(user)));
    return login;
  }

  /** How a user logs in by a password that is sent. */
  public Map<String, String> plain(Way way, String user) {
    var login = sasl(way, "PLAIN");
    login.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, passwords.get(user)));
    return login;
  }

  /** How a user logs in by a token that nobody signed. */
  public Map<String, String> token(Way way, String user) {
    var login = sasl(way, "OAUTHBEARER");
    login.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"%s\";"
            .formatted(user));
    return login;
  }

  private Map<String, String> sasl(Way way, String mechanism) {
    Map<String, String> login = new HashMap<>();
    login.put("bootstrap.servers", bootstrapServers(way));
    login.put("security.protocol", way.protocol);
    login.put("sasl.mechanism", mechanism);
    if (way.protocol.endsWith("SSL")) {
      login.putAll(trust());
    }
    return login;
  }

  private Map<String, String> trust() {
    return Map.of(
        "ssl.truststore.type", "PEM", "ssl.truststore.certificates", certificatePem(Way.ENCRYPTED));
  }

  /**
   * How a holder of a certificate logs in.
   *
   * @param format {@code PEM}, {@code PKCS12} or {@code JKS}
   */
  public Map<String, String> certificate(String user, String format) throws IOException {
    var client = clients.get(user);
    Map<String, String> login = new HashMap<>();
    login.put("bootstrap.servers", bootstrapServers(Way.MUTUAL));
    login.put("security.protocol", "SSL");
    if (format.equals("PEM")) {
      login.putAll(trust());
      login.put("ssl.keystore.type", "PEM");
      login.put(
          "ssl.keystore.location",
          Files.writeString(folder.resolve(user + ".pem"), client.pem()).toString());
      return login;
    }
    for (var store : new String[] {"keystore", "truststore"}) {
      var file = folder.resolve("%s.%s.%s".formatted(user, store, format));
      write(file, format, store.equals("keystore") ? client : null);
      login.put("ssl." + store + ".type", format);
      login.put("ssl." + store + ".location", file.toString());
      login.put("ssl." + store + ".password", STORE_PASSWORD);
    }
    login.put("ssl.key.password", STORE_PASSWORD);
    return login;
  }

  private void write(Path file, String format, SelfSignedCertificate client) throws IOException {
    try {
      var store = KeyStore.getInstance(format);
      store.load(null, null);
      if (client == null) {
        store.setCertificateEntry("broker", server.certificate());
      } else {
        store.setKeyEntry(
            "client",
            client.key(),
            STORE_PASSWORD.toCharArray(),
            new Certificate[] {client.certificate()});
      }
      try (var out = Files.newOutputStream(file)) {
        store.store(out, STORE_PASSWORD.toCharArray());
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Writes a login as a file for {@code --kafka-config}. */
  public Path file(String name, Map<String, String> login) {
    var properties = new Properties();
    properties.putAll(login);
    var text = new StringWriter();
    try {
      properties.store(text, null);
      return Files.writeString(folder.resolve(name + ".properties"), text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who may do everything, without a login. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers(Way.OPEN)));
  }

  @Override
  public void close() {
    broker.close();
  }
}
