package dev.preceptor.kit;

import dev.preceptor.schemas.Topics;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * How many records of its partitions this process has not read yet. The consumers know it from
 * their last fetch, so the broker is not asked.
 */
@Singleton
public class ConsumerLag {

  private static final String GROUP = "consumer-fetch-manager-metrics";
  private static final String METRIC = "records-lag";

  private final KafkaClientService clients;
  private final Topics topics;

  ConsumerLag(KafkaClientService clients, Topics topics) {
    this.clients = clients;
    this.topics = topics;
  }

  /**
   * The records that a channel has not read.
   *
   * @param channel its name, which is also that of its topic without the run's
   */
  public long unread(String channel) {
    KafkaConsumer<Object, Object> consumer = clients.getConsumer(channel);
    return consumer == null ? 0 : unread(consumer.unwrap().metrics(), topics.run() + "." + channel);
  }

  /**
   * The same, of any consumers.
   *
   * @param metrics those that Kafka's clients keep
   * @param topic its whole name. Kafka has each metric twice if that contains a dot: the second
   *     time it writes the dot as an underscore
   */
  public static long unread(Map<MetricName, ? extends Metric> metrics, String topic) {
    return metrics.entrySet().stream()
        .filter(each -> each.getKey().group().equals(GROUP))
        .filter(each -> each.getKey().name().equals(METRIC))
        .filter(each -> topic.equals(each.getKey().tags().get("topic")))
        .mapToDouble(each -> ((Number) each.getValue().metricValue()).doubleValue())
        .filter(Double::isFinite)
        .mapToLong(Math::round)
        .sum();
  }
}
