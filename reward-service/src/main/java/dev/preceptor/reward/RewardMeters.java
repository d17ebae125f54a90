package dev.preceptor.reward;

import dev.preceptor.kit.ConsumerLag;
import dev.preceptor.kit.Meters;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.schemas.Topics;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/** The service's metrics under {@code /q/metrics}, beside those of every service. */
@Singleton
class RewardMeters {

  private final Meters meters;
  private final List<String> judges;

  RewardMeters(Meters meters, Recipe recipe, Topics topics, Instance<KafkaStreams> streams) {
    this.meters = meters;
    judges = recipe.scoring().judges().stream().map(JudgeKeys::name).toList();
    // Kafka Streams has its consumers to itself, apart from the channels.
    for (String topic : List.of(topics.rollouts(), topics.judgements())) {
      meters.gauge(
          ServiceMetric.LAG,
          () -> ConsumerLag.unread(streams.get().metrics(), topic),
          topics.withoutRun(topic));
    }
  }

  /** Shows which groups wait, from now on. */
  void watch(WaitingGroups waiting) {
    meters.gauge(ServiceMetric.HELD, waiting::groups);
    for (String judge : judges) {
      meters.gauge(ServiceMetric.WAITING_FOR_JUDGE, () -> waiting.waitingFor(judge), judge);
    }
  }
}
