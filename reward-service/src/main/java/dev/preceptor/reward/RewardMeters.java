package dev.preceptor.reward;

import dev.preceptor.kit.ConsumerLag;
import dev.preceptor.kit.Meters;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.schemas.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/** The service's metrics under {@code /q/metrics}, beside those of every service. */
@Singleton
class RewardMeters {

  private final Meters meters;
  private final Recipe recipe;
  private final Topics topics;
  private final WaitingGroups waiting;
  private final Instance<KafkaStreams> streams;

  RewardMeters(
      Meters meters,
      Recipe recipe,
      Topics topics,
      WaitingGroups waiting,
      Instance<KafkaStreams> streams) {
    this.meters = meters;
    this.recipe = recipe;
    this.topics = topics;
    this.waiting = waiting;
    this.streams = streams;
  }

  void start(@Observes StartupEvent event) {
    // Kafka Streams has its consumers to itself, apart from the channels.
    for (String topic : List.of(topics.rollouts(), topics.judgements())) {
      meters.gauge(
          ServiceMetric.LAG,
          () -> ConsumerLag.unread(streams.get().metrics(), topic),
          topics.withoutRun(topic));
    }
    meters.gauge(ServiceMetric.HELD, waiting::groups);
    for (JudgeKeys judge : recipe.scoring().judges()) {
      String name = judge.name();
      meters.gauge(ServiceMetric.WAITING_FOR_JUDGE, () -> waiting.waitingFor(name), name);
    }
  }
}
