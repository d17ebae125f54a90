package dev.preceptor.kit;

import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Waits for the run's definition. */
final class DefinitionTopic {
  private static final Logger LOG = Logger.getLogger(DefinitionTopic.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(10);

  private final Topics topics;
  private final Consumer<String, byte[]> consumer;
  private final Clock clock;
  private final TopicPartition partition;

  DefinitionTopic(Topics topics, Consumer<String, byte[]> consumer, Clock clock) {
    this.topics = topics;
    this.consumer = consumer;
    this.clock = clock;
    this.partition = new TopicPartition(topics.definition(), 0);
  }

  /**
   * The newest definition of the run, as soon as there is one.
   *
   * @throws dev.preceptor.schemas.UnreadableRecordException if it cannot be read
   * @throws dev.preceptor.recipe.RecipeException if this version cannot use its recipe
   */
  RunDefinition await() {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    Instant since = clock.instant();
    Instant reminder = since.plus(POLL);
    Optional<byte[]> newest = Optional.empty();
    while (newest.isEmpty() || !isAtEnd()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (topics.run().equals(record.key())) {
          newest = Optional.ofNullable(record.value());
        }
      }
      if (newest.isEmpty() && !clock.instant().isBefore(reminder)) {
        LOG.infof(
            "waiting since %s for the definition of run %s in topic %s, which `preceptor train`"
                + " writes",
            since.truncatedTo(ChronoUnit.SECONDS), topics.run(), topics.definition());
        reminder = clock.instant().plus(BETWEEN_REMINDERS);
      }
    }
    return RunDefinition.of(topics, RecordCodec.of(Definition.class).decode(newest.get()));
  }

  private boolean isAtEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
    return consumer.position(partition) >= ends.get(partition);
  }
}
