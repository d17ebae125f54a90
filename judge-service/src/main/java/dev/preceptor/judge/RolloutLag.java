package dev.preceptor.judge;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.inject.Singleton;

/** How many rollouts this process has not yet read of those in its partitions. */
@Singleton
class RolloutLag {

  private static final String GROUP = "consumer-fetch-manager-metrics";
  private static final String METRIC = "records-lag";

  private final KafkaClientService clients;

  RolloutLag(KafkaClientService clients) {
    this.clients = clients;
  }

  /** As far as the consumer knows, which is at its last fetch. */
  long unread() {
    KafkaConsumer<Object, Object> channel = clients.getConsumer(JudgeService.ROLLOUTS);
    if (channel == null) {
      return 0;
    }
    return channel.unwrap().metrics().entrySet().stream()
        .filter(each -> each.getKey().group().equals(GROUP))
        .filter(each -> each.getKey().name().equals(METRIC))
        .filter(each -> each.getKey().tags().containsKey("partition"))
        .mapToDouble(each -> ((Number) each.getValue().metricValue()).doubleValue())
        .filter(Double::isFinite)
        .mapToLong(Math::round)
        .sum();
  }
}
