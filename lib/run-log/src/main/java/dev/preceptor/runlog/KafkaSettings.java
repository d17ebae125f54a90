package dev.preceptor.runlog;

import dev.preceptor.schemas.Topics;
import java.util.Map;

/** Settings of this program's own Kafka clients. */
public final class KafkaSettings {

  private KafkaSettings() {}

  /** A reader that assigns partitions itself and sees only what was committed. */
  public static Map<String, Object> reader(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "isolation.level",
        "read_committed",
        "auto.offset.reset",
        "earliest",
        "enable.auto.commit",
        false,
        "max.partition.fetch.bytes",
        Topics.MAX_RECORD_BYTES,
        "default.api.timeout.ms",
        30_000);
  }

  /** A writer whose records are on the broker when it has sent them. */
  public static Map<String, Object> writer(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
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
        0);
  }

  /** An administrator that gives up after a while. */
  public static Map<String, Object> admin(String bootstrapServers, int timeoutMillis) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "default.api.timeout.ms",
        timeoutMillis,
        "request.timeout.ms",
        timeoutMillis);
  }
}
