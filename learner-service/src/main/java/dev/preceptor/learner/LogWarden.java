package dev.preceptor.learner;

import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.ReplacedException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/**
 * Follows the topics that no consumer group reads, on a thread of its own, and sends records that
 * are none of the run's to the dead letters, each once in the life of a run. Those who read these
 * topics pass over the same records by themselves; this decides nothing.
 */
@Singleton
class LogWarden {

  private static final Logger LOG = Logger.getLogger(LogWarden.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Topics topics;
  private final RunLog log;
  private final Recipe recipe;
  private final RunBounds bounds;
  private final DeadLetters deadLetters;
  private final Duplicates duplicates;
  private volatile Follower follower;
  private volatile boolean closed;

  LogWarden(
      Topics topics,
      RunLog log,
      Recipe recipe,
      RunBounds bounds,
      DeadLetters deadLetters,
      Duplicates duplicates) {
    this.topics = topics;
    this.log = log;
    this.recipe = recipe;
    this.bounds = bounds;
    this.deadLetters = deadLetters;
    this.duplicates = duplicates;
  }

  /**
   * Begins.
   *
   * @param learner knows the steps that it has trained
   * @param taken the steps that the run has taken
   */
  void watch(Learner learner, TakenSteps taken) {
    ForeignRecords foreign = new ForeignRecords(topics, recipe, bounds, taken, learner::made);
    Thread thread = new Thread(() -> follow(foreign), "log-warden");
    thread.setDaemon(true);
    thread.start();
  }

  private void follow(ForeignRecords foreign) {
    List<TopicStart> starts =
        watched().stream().map(topic -> TopicStart.beginning(topic, 1)).toList();
    try (Follower open = log.follow(starts, RunLog.DEFAULT_BUDGET)) {
      follower = open;
      Set<Place> known = sent();
      while (!closed && !open.isStopped()) {
        open.poll(POLL, event -> check(event, foreign, known));
      }
    } catch (ReplacedException e) {
      LOG.debug("another learner has taken over, and judges the records", e);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("records of strangers are no longer put among the dead letters", e);
      }
    }
  }

  private List<String> watched() {
    return List.of(
        topics.definition(),
        topics.trainingSteps(),
        topics.evaluations(),
        topics.answers(),
        topics.reviews(),
        topics.judgeCache());
  }

  private Set<Place> sent() {
    Set<Place> known = new HashSet<>();
    log.each(
        RunEvent.SetAside.class,
        letter -> {
          DeadLetter of = letter.value().get();
          if (watched().contains(of.topic())) {
            known.add(new Place(of.topic(), of.partition(), of.offset()));
          }
        });
    return known;
  }

  private void check(RunEvent event, ForeignRecords foreign, Set<Place> known) {
    try {
      if (!requireOnceTheBrokerAnswers(event, foreign)) {
        duplicates.count(topics.withoutRun(event.place().topic()));
      }
    } catch (UnreadableRecordException e) {
      Place place = event.place();
      if (!known.contains(place)) {
        deadLetters.send(
            new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                place.offset(),
                event.key(),
                event.value().bytes()),
            e);
      }
    }
  }

  private boolean requireOnceTheBrokerAnswers(RunEvent event, ForeignRecords foreign) {
    while (true) {
      try {
        return foreign.require(event);
      } catch (RetriableException e) {
        if (closed) {
          throw e;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  @PreDestroy
  void close() {
    closed = true;
    Follower open = follower;
    if (open != null) {
      open.stop();
    }
  }
}
