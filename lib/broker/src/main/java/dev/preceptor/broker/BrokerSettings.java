package dev.preceptor.broker;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A broker's data folder, ports and users.
 *
 * @param data folder of the log; created and formatted if it does not exist
 * @param port for clients, loopback only
 * @param controllerPort for the single-node KRaft quorum, loopback only
 * @param detour a second client listener behind a proxy, if any
 * @param users who may log in; without, every listener takes anyone
 * @param remote a listener for other machines, if any; needs users
 */
public record BrokerSettings(
    Path data,
    int port,
    int controllerPort,
    Optional<Detour> detour,
    Optional<BrokerUsers> users,
    Optional<Remote> remote) {

  /**
   * A second client listener behind a proxy. The broker advertises the proxy's address on it, so
   * clients that connect through the proxy stay on it; clients of the plain port, including the
   * broker itself, are not affected by faults of the proxy.
   *
   * @param proxyPort where the proxy listens, loopback only
   * @param port of the broker that the proxy forwards to
   */
  public record Detour(int proxyPort, int port) {}

  /**
   * A listener that other machines can reach: encrypted, and known to them by its certificate.
   *
   * @param host name or address that they connect to
   * @param bind address of this machine that is listened on
   * @param port that is listened on
   * @param certificate PEM file with the certificate and its private key
   */
  public record Remote(String host, String bind, int port, Path certificate) {

    /** An IPv6 address is told from its port by brackets. */
    private static String bracketed(String host) {
      return host.contains(":") ? "[" + host + "]" : host;
    }
  }

  /**
   * Largest record batch, bytes: enough for the largest record of a run (16 MiB) and its overhead.
   */
  public static final int MAX_MESSAGE_BYTES = 17 << 20;

  private static final String AUTHORIZER =
      "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

  private static final int OWN_SEGMENT_BYTES = 2 << 20;

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String CLIENT_LISTENER = "CLIENTS";
  private static final String DETOUR_LISTENER = "DETOUR";
  private static final String REMOTE_LISTENER = "REMOTE";

  /**
   * @throws IllegalArgumentException if other machines could come in without a password
   */
  public BrokerSettings {
    data = data.toAbsolutePath().normalize();
    if (remote.isPresent() && users.isEmpty()) {
      throw new IllegalArgumentException("a listener for other machines needs users");
    }
  }

  /** Settings on ports that are free at the moment of the call, for anyone on this machine. */
  public static BrokerSettings onFreePorts(Path data) {
    return new BrokerSettings(
        data,
        LoopbackPorts.free(),
        LoopbackPorts.free(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same for these users only. */
  public BrokerSettings forUsers(BrokerUsers only) {
    return new BrokerSettings(data, port, controllerPort, detour, Optional.of(only), remote);
  }

  /** The address that clients connect to, {@code host:port}: the proxy's, if there is one. */
  public String bootstrapServers() {
    return loopback() + ":" + detour.map(Detour::proxyPort).orElse(port);
  }

  Properties properties() {
    var p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", String.valueOf(NODE_ID));
    p.put("controller.quorum.voters", NODE_ID + "@" + loopback() + ":" + controllerPort);
    var listeners = listener(CLIENT_LISTENER, port);
    p.put(
        "listeners",
        listeners
            + detour.map(d -> "," + listener(DETOUR_LISTENER, d.port())).orElse("")
            + remote.map(r -> "," + listener(REMOTE_LISTENER, r.bind(), r.port())).orElse("")
            + ","
            + listener(CONTROLLER_LISTENER, controllerPort));
    p.put(
        "advertised.listeners",
        listeners
            + detour.map(d -> "," + listener(DETOUR_LISTENER, d.proxyPort())).orElse("")
            + remote.map(r -> "," + listener(REMOTE_LISTENER, r.host(), r.port())).orElse(""));
    p.put("inter.broker.listener.name", CLIENT_LISTENER);
    p.put("controller.listener.names", CONTROLLER_LISTENER);
    var protocol = users.isPresent() ? "SASL_PLAINTEXT" : "PLAINTEXT";
    p.put(
        "listener.security.protocol.map",
        Stream.of(CLIENT_LISTENER, DETOUR_LISTENER, CONTROLLER_LISTENER)
            .map(listener -> listener + ":" + protocol + ",")
            .collect(Collectors.joining("", "", REMOTE_LISTENER + ":SASL_SSL")));
    users.ifPresent(known -> p.putAll(login(known)));
    remote.ifPresent(
        listener -> {
          p.put("listener.name.remote.ssl.keystore.type", "PEM");
          p.put("listener.name.remote.ssl.keystore.location", listener.certificate().toString());
        });
    p.put("log.dirs", data.toString());
    p.put("auto.create.topics.enable", "false");

    // A single node cannot replicate.
    p.put("default.replication.factor", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");

    p.put("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
    p.put("replica.fetch.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));

    // A broker that was killed stays fenced until its session times out, so a short timeout makes
    // restarts fast.
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    // A run can be resumed and audited at any later time, so neither records nor committed offsets
    // expire.
    p.put("log.retention.ms", "-1");
    p.put("log.retention.bytes", "-1");
    p.put("offsets.retention.minutes", String.valueOf(Integer.MAX_VALUE));
    p.put("transactional.id.expiration.ms", String.valueOf(Integer.MAX_VALUE));
    // Kafka compacts its internal topics only after a segment is full, and a step writes little to
    // them: with the default of 100 MB they would grow for days. Tombstones need not be kept long
    // either.
    p.put("offsets.topic.segment.bytes", String.valueOf(OWN_SEGMENT_BYTES));
    p.put("transaction.state.log.segment.bytes", String.valueOf(OWN_SEGMENT_BYTES));
    p.put("log.cleaner.delete.retention.ms", "300000");
    p.put("log.cleaner.min.cleanable.ratio", "0.2");
    // Free the space of deleted records soon (old weights, and old groups if the history is
    // bounded).
    p.put("log.retention.check.interval.ms", "10000");
    p.put("log.segment.delete.delay.ms", "1000");

    // Sized for a small heap.
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    return p;
  }

  /**
   * Every listener asks for a password, the one between broker and controller too. All but the
   * operator may do only what ACLs allow them.
   */
  private static Map<String, String> login(BrokerUsers users) {
    Map<String, String> login = new HashMap<>();
    login.put("sasl.enabled.mechanisms", BrokerUsers.MECHANISM);
    login.put("sasl.mechanism.inter.broker.protocol", BrokerUsers.MECHANISM);
    login.put("sasl.mechanism.controller.protocol", BrokerUsers.MECHANISM);
    login.put("authorizer.class.name", AUTHORIZER);
    login.put("super.users", "User:" + BrokerUsers.OPERATOR);
    for (var listener :
        List.of(CLIENT_LISTENER, DETOUR_LISTENER, REMOTE_LISTENER, CONTROLLER_LISTENER)) {
      login.putAll(users.listener(listener));
    }
    return login;
  }

  private static String listener(String name, int port) {
    return listener(name, loopback(), port);
  }

  private static String listener(String name, String host, int port) {
    return "%s://%s:%d".formatted(name, Remote.bracketed(host), port);
  }

  private static String loopback() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }
}
