package dev.preceptor.runlog;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * How long a read of the log may come no further. Kafka's calls that ask a broker for something
 * give up after {@code default.api.timeout.ms}; a poll never does, so whoever polls until something
 * has come gives up after the same time, and in the same way.
 */
final class ReadPatience {

  /** Kafka's own default. */
  private static final long DEFAULT_MILLIS = 60_000;

  private final Duration limit;
  private long sinceNanos = System.nanoTime();
  private Map<TopicPartition, Long> positions = Map.of();

  private ReadPatience(Duration limit) {
    this.limit = limit;
  }

  /** As long as the calls of a consumer with these settings take. */
  static Duration limit(Map<String, Object> settings) {
    Object millis = settings.get(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return Duration.ofMillis(
        millis == null ? DEFAULT_MILLIS : Long.parseLong(millis.toString().strip()));
  }

  /** A read that begins now. */
  static ReadPatience from(Duration limit) {
    return new ReadPatience(limit);
  }

  /**
   * Says how far the read has come.
   *
   * @param positions of the partitions that are still to be read
   * @throws TimeoutException if they have not changed for too long
   */
  void at(Map<TopicPartition, Long> positions) {
    long now = System.nanoTime();
    if (!positions.equals(this.positions)) {
      this.positions = positions;
      sinceNanos = now;
    } else if (now - sinceNanos > limit.toNanos()) {
      throw new TimeoutException(
          "the broker has sent nothing for %d ms in the middle of a read"
              .formatted(limit.toMillis()));
    }
  }
}
