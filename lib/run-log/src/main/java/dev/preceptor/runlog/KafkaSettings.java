package dev.preceptor.runlog;

import dev.preceptor.schemas.Topics;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of this program's own Kafka clients: how they log in is the broker's business, how they
 * read and write is decided here.
 */
public final class KafkaSettings {

  private KafkaSettings() {}

  /** A reader that assigns partitions itself and sees only what was committed. */
  public static Map<String, Object> reader(BrokerAccess broker) {
    return client(
        broker,
        Map.of(
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false,
            "max.partition.fetch.bytes",
            Topics.MAX_RECORD_BYTES,
            "default.api.timeout.ms",
            30_000));
  }

  /** A writer whose records are on the broker when it has sent them. */
  public static Map<String, Object> writer(BrokerAccess broker) {
    return client(
        broker,
        Map.of(
            "acks",
            "all",
            "compression.type",
            "zstd",
            "max.request.size",
            Topics.MAX_RECORD_BYTES + Topics.RECORD_OVERHEAD_BYTES,
            "delivery.timeout.ms",
            30_000,
            "request.timeout.ms",
            10_000,
            "linger.ms",
            0));
  }

  /** An administrator that gives up after a while. */
  public static Map<String, Object> admin(BrokerAccess broker, int timeoutMillis) {
    return client(
        broker,
        Map.of("default.api.timeout.ms", timeoutMillis, "request.timeout.ms", timeoutMillis));
  }

  private static Map<String, Object> client(BrokerAccess broker, Map<String, Object> own) {
    Map<String, Object> settings = new HashMap<>(broker.login());
    settings.put(KafkaVariables.SERVERS, broker.bootstrapServers());
    settings.putAll(own);
    return Map.copyOf(settings);
  }
}
