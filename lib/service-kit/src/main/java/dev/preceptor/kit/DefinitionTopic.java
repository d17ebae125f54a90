package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import dev.preceptor.runlog.BrokerRefusal;
import dev.preceptor.runlog.DefinitionRecords;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The run's definition, as its topic has it. */
final class DefinitionTopic implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DefinitionTopic.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(10);

  private final Topics topics;
  private final Follower follower;
  private final Clock clock;
  private final DefinitionRecords records;
  private String unusable = "";

  DefinitionTopic(Topics topics, RunLog log, Clock clock) {
    this.topics = topics;
    follower =
        log.follow(List.of(TopicStart.beginning(topics.definition(), 1)), RunLog.DEFAULT_BUDGET);
    this.clock = clock;
    this.records = new DefinitionRecords(topics);
  }

  /**
   * The topic, as soon as the name of the broker's host is known. In a cluster a name may appear
   * only with what it names, so a name that is not known is no mistake of the input.
   */
  static DefinitionTopic onceNamed(Topics topics, RunLog log, Clock clock) {
    Instant reminder = clock.instant();
    while (true) {
      try {
        return new DefinitionTopic(topics, log, clock);
      } catch (InputException e) {
        if (!BrokerRefusal.isUnknownHost(e)) {
          throw e;
        }
        if (!clock.instant().isBefore(reminder)) {
          LOG.infof("waiting for the broker's name: %s", e.getMessage());
          reminder = clock.instant().plus(BETWEEN_REMINDERS);
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /**
   * The definition of the run, as soon as there is one. A record that cannot be read, or defines
   * another run, is passed over.
   *
   * @throws dev.preceptor.recipe.RecipeException if this version cannot use its recipe
   */
  RunDefinition await() {
    Instant since = clock.instant();
    Instant reminder = since.plus(POLL);
    while (records.newest().isEmpty() || !follower.isAtEnd()) {
      follower.poll(POLL, this::enter);
      if (records.newest().isEmpty() && !clock.instant().isBefore(reminder)) {
        LOG.infof(
            "waiting since %s for the definition of run %s in topic %s, which `preceptor train` or"
                + " `preceptor submit` writes%s",
            since.truncatedTo(ChronoUnit.SECONDS), topics.run(), topics.definition(), unusable);
        reminder = clock.instant().plus(BETWEEN_REMINDERS);
      }
    }
    return RunDefinition.of(topics, records.newest().orElseThrow());
  }

  /** Whether the run was stopped, as far as the topic says so by now. */
  boolean isStopped() {
    follower.catchUp(this::enter);
    return records.newest().map(Definition::getStoppedMillis).isPresent();
  }

  @Override
  public void close() {
    follower.close();
  }

  private void enter(RunEvent event) {
    if (event instanceof RunEvent.Defined defined) {
      try {
        records.enter(event.key(), defined.value().get());
      } catch (UnreadableRecordException e) {
        unusable = "; the record at %s cannot be used: %s".formatted(event.place(), e.getMessage());
      }
    }
  }
}
