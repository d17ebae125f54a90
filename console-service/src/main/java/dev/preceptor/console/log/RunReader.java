package dev.preceptor.console.log;

import dev.preceptor.console.index.RunIndex;
import dev.preceptor.console.log.ReaderState.Phase;
import dev.preceptor.models.InputException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Follows one run's log into its index, on a thread of its own: first the steps and evaluations,
 * which the curves need, then the groups, then the prompts. A broker that is away is waited for;
 * one that comes back elsewhere is read anew.
 */
public final class RunReader implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RunReader.class);

  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration NO_WAIT = Duration.ZERO;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /** After so long without a record it is asked whether the broker is there. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final RunPlace place;
  private final Thread thread;
  private volatile ReaderState state = ReaderState.of(Phase.CONNECTING);
  private volatile Optional<RunFacts> facts = Optional.empty();
  private volatile Optional<RunIndex> index = Optional.empty();
  private volatile boolean closed;

  /** A reader, which begins at once. */
  public RunReader(RunPlace place) {
    this.place = place;
    thread = new Thread(this::run, "reader-" + place.name());
    thread.setDaemon(true);
    thread.start();
  }

  public RunPlace place() {
    return place;
  }

  public ReaderState state() {
    return state;
  }

  /** The run's definition and broker, once they were found. */
  public Optional<RunFacts> facts() {
    return facts;
  }

  /** The index, once the definition was found. */
  public Optional<RunIndex> index() {
    return index;
  }

  private void run() {
    while (!closed) {
      try {
        Optional<BrokerAccess> broker = place.broker();
        if (broker.isEmpty()) {
          away("no broker of this run is known yet");
        } else {
          read(broker.get());
        }
      } catch (InputException e) {
        away(e.getMessage());
      } catch (RuntimeException e) {
        LOG.warnf(e, "run %s: reading its log has failed; trying again", place.name());
        away("its log cannot be read: " + e.getMessage());
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  private void away(String why) {
    state = new ReaderState(index.isPresent() ? Phase.AWAY : Phase.CONNECTING, why);
  }

  private void read(BrokerAccess broker) {
    var topics = new RunTopics(broker, place.topics());
    Optional<String> silence = topics.silence(PATIENCE);
    if (silence.isPresent()) {
      away(broker + " " + silence.get());
      return;
    }
    var definition = topics.definition();
    if (definition.isEmpty()) {
      away("its definition is not written yet");
      return;
    }
    var found = new RunFacts(broker, definition.get(), topics.recipe());
    var fresh = new RunIndex(place.name(), found.recipe());
    RunLog log = place.log(broker);
    int partitions = found.recipe().fleet().partitions();
    try (var followers = new Followers(log, place.topics(), partitions);
        var reviews = new ReviewFollower(log, topics, place.topics())) {
      facts = Optional.of(found);
      followers.steps.catchUp(fresh::enter);
      followers.results.catchUp(fresh::enter);
      index = Optional.of(fresh);
      state = ReaderState.of(Phase.READING);
      reviews.catchUp(fresh::enter);
      followers.groups.catchUp(fresh::enter);
      followers.prompts.catchUp(fresh::enter);
      state = ReaderState.of(Phase.FOLLOWING);
      follow(followers, reviews, fresh, topics, broker);
    }
  }

  /** Until the broker has another address, or this is closed. */
  private void follow(
      Followers followers,
      ReviewFollower reviews,
      RunIndex fresh,
      RunTopics topics,
      BrokerAccess broker) {
    long heard = System.nanoTime();
    while (!closed) {
      long before = fresh.revision();
      reviews.poll(fresh::enter);
      followers.groups.poll(POLL, fresh::enter);
      followers.prompts.poll(NO_WAIT, fresh::enter);
      followers.steps.poll(NO_WAIT, fresh::enter);
      followers.results.poll(
          NO_WAIT,
          event -> {
            if (event instanceof RunEvent.Evaluated) {
              followers.steps.catchUp(fresh::enter); // it counts only after its step
            }
            fresh.enter(event);
          });
      if (fresh.revision() != before) {
        heard = System.nanoTime();
        state = ReaderState.of(Phase.FOLLOWING);
      } else if (System.nanoTime() - heard > QUIET.toNanos()) {
        if (!place.broker().equals(Optional.of(broker))) {
          return;
        }
        state =
            topics
                .silence(PATIENCE)
                .map(why -> new ReaderState(Phase.AWAY, broker + " " + why))
                .orElse(ReaderState.of(Phase.FOLLOWING));
        refreshDefinition(topics);
        heard = System.nanoTime();
      }
    }
  }

  /** A run may be stopped, or resumed with other keys. */
  private void refreshDefinition(RunTopics topics) {
    if (state.phase() == Phase.FOLLOWING) {
      facts.ifPresent(
          known ->
              topics
                  .definition()
                  .filter(now -> !now.equals(known.definition()))
                  .ifPresent(
                      now ->
                          facts = Optional.of(new RunFacts(known.broker(), now, known.recipe()))));
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** What is followed, in the order in which it is read. */
  private static final class Followers implements AutoCloseable {

    private static final int BUDGET = 200;

    private final Follower steps;
    private final Follower results;
    private final Follower groups;
    private final Follower prompts;

    Followers(RunLog log, Topics topics, int partitions) {
      steps = log.follow(List.of(TopicStart.beginning(topics.trainingSteps(), 1)), BUDGET);
      results =
          log.follow(
              List.of(
                  TopicStart.beginning(topics.deadLetters(), 1),
                  TopicStart.beginning(topics.evaluations(), 1)),
              BUDGET);
      groups =
          log.follow(
              List.of(
                  TopicStart.beginning(topics.scoredGroups(), partitions),
                  TopicStart.beginning(topics.judgements(), partitions),
                  TopicStart.beginning(topics.rollouts(), partitions)),
              BUDGET);
      prompts = log.follow(List.of(TopicStart.beginning(topics.prompts(), partitions)), BUDGET);
    }

    @Override
    public void close() {
      steps.close();
      results.close();
      groups.close();
      prompts.close();
    }
  }
}
