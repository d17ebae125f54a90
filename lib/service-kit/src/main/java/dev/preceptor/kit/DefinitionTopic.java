package dev.preceptor.kit;

import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RecordValue;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Waits for the run's definition. */
final class DefinitionTopic {
  private static final Logger LOG = Logger.getLogger(DefinitionTopic.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(10);

  private final Topics topics;
  private final RunLog log;
  private final Clock clock;
  private Optional<RecordValue<Definition>> newest = Optional.empty();

  DefinitionTopic(Topics topics, RunLog log, Clock clock) {
    this.topics = topics;
    this.log = log;
    this.clock = clock;
  }

  /**
   * The newest definition of the run, as soon as there is one.
   *
   * @throws dev.preceptor.schemas.UnreadableRecordException if it cannot be read
   * @throws dev.preceptor.recipe.RecipeException if this version cannot use its recipe
   */
  RunDefinition await() {
    Instant since = clock.instant();
    Instant reminder = since.plus(POLL);
    try (Follower follower =
        log.follow(List.of(TopicStart.beginning(topics.definition(), 1)), RunLog.DEFAULT_BUDGET)) {
      while (newest.isEmpty() || !follower.isAtEnd()) {
        follower.poll(POLL, this::enter);
        if (newest.isEmpty() && !clock.instant().isBefore(reminder)) {
          LOG.infof(
              "waiting since %s for the definition of run %s in topic %s, which `preceptor train`"
                  + " writes",
              since.truncatedTo(ChronoUnit.SECONDS), topics.run(), topics.definition());
          reminder = clock.instant().plus(BETWEEN_REMINDERS);
        }
      }
    }
    return RunDefinition.of(topics, newest.get().get());
  }

  private void enter(RunEvent event) {
    if (event instanceof RunEvent.Defined defined && topics.run().equals(event.key())) {
      newest = Optional.of(defined.value()).filter(value -> value.bytes() != null);
    }
  }
}
