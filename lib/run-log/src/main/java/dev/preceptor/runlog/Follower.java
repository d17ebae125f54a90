package dev.preceptor.runlog;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Goes on reading topics, poll by poll, within the budget of records that {@link RunLog#follow} was
 * given. One thread polls and closes it; any thread may stop it.
 */
public final class Follower implements AutoCloseable {

  private static final Duration CATCHING_UP = Duration.ofMillis(500);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final LogConsumer consumer;
  private volatile boolean stopped;

  Follower(LogConsumer consumer, List<TopicStart> starts) {
    this.consumer = consumer;
    var kafka = consumer.kafka();
    kafka.assign(starts.stream().flatMap(start -> start.all().stream()).toList());
    kafka.seekToBeginning(kafka.assignment());
    var fromEnd = starts.stream().filter(TopicStart::atEnd).flatMap(s -> s.all().stream()).toList();
    if (!fromEnd.isEmpty()) { // of none, Kafka would make all
      kafka.seekToEnd(fromEnd);
    }
    try {
      // The end is looked up when it is first asked for: now, not when something was written.
      fromEnd.forEach(kafka::position);
    } catch (RetriableException e) {
      // The broker is away; the first poll that it answers looks it up.
    }
  }

  /**
   * Hands over what has come since the last call, after waiting for it at most that long; nothing
   * while the broker is away, or when this was stopped.
   */
  public void poll(Duration wait, Consumer<RunEvent> use) {
    if (stopped) {
      return;
    }
    Iterable<RunEvent> come;
    try {
      come = consumer.poll(wait);
    } catch (RetriableException e) {
      return; // the broker is away; the next call reads on
    } catch (WakeupException e) {
      return; // stopped
    }
    come.forEach(use);
  }

  /**
   * Polls until everything was handed over that is there now, or this was stopped. What is written
   * meanwhile may be handed over too.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if nothing comes for too long
   */
  public void catchUp(Consumer<RunEvent> use) {
    try {
      var ends = ends();
      var patience = consumer.patience();
      while (!stopped && !isAt(ends)) {
        patience.at(consumer.positions(ends.keySet()));
        poll(CATCHING_UP, use);
      }
    } catch (WakeupException e) {
      return; // stopped
    }
  }

  /** Whether everything was handed over that is there now. */
  public boolean isAtEnd() {
    return isAt(ends());
  }

  long position(TopicPartition partition) {
    return consumer.kafka().position(partition);
  }

  private Map<TopicPartition, Long> ends() {
    Collection<TopicPartition> all = consumer.kafka().assignment();
    return consumer.kafka().endOffsets(all);
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(entry -> consumer.kafka().position(entry.getKey()) >= entry.getValue());
  }

  /** Lets a call that waits return at once, and later ones do nothing; for another thread. */
  public void stop() {
    stopped = true;
    consumer.wakeUp();
  }

  /** Whether it was stopped. */
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public void close() {
    consumer.close(CLOSING);
  }
}
