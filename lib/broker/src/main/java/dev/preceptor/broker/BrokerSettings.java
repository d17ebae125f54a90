package dev.preceptor.broker;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * A broker's data folder and ports.
 *
 * @param data folder of the log; created and formatted if it does not exist
 * @param port for clients, loopback only
 * @param controllerPort for the single-node KRaft quorum, loopback only
 * @param detour a second client listener behind a proxy, if any
 */
public record BrokerSettings(Path data, int port, int controllerPort, Optional<Detour> detour) {

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
   * Largest record batch, bytes: enough for the largest record of a run (16 MiB) and its overhead.
   */
  public static final int MAX_MESSAGE_BYTES = 17 << 20;

  private static final int OWN_SEGMENT_BYTES = 2 << 20;

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String CLIENT_LISTENER = "PLAINTEXT";
  private static final String DETOUR_LISTENER = "DETOUR";

  public BrokerSettings {
    data = data.toAbsolutePath().normalize();
  }

  /** Settings without a detour. */
  public BrokerSettings(Path data, int port, int controllerPort) {
    this(data, port, controllerPort, Optional.empty());
  }

  /** Settings on ports that are free at the moment of the call. */
  public static BrokerSettings onFreePorts(Path data) {
    return new BrokerSettings(data, LoopbackPorts.free(), LoopbackPorts.free());
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
            + ","
            + listener(CONTROLLER_LISTENER, controllerPort));
    p.put(
        "advertised.listeners",
        listeners + detour.map(d -> "," + listener(DETOUR_LISTENER, d.proxyPort())).orElse(""));
    p.put("inter.broker.listener.name", CLIENT_LISTENER);
    p.put("controller.listener.names", CONTROLLER_LISTENER);
    p.put(
        "listener.security.protocol.map",
        "%s:PLAINTEXT,%s:PLAINTEXT,%s:PLAINTEXT"
            .formatted(CLIENT_LISTENER, DETOUR_LISTENER, CONTROLLER_LISTENER));
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

  private static String listener(String name, int port) {
    return "%s://%s:%d".formatted(name, loopback(), port);
  }

  private static String loopback() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }
}
