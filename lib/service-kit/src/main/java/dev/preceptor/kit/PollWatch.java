package dev.preceptor.kit;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Counts polls that fail. SmallRye's channels log the exception, retry, and do not pass it on, so
 * this class listens to SmallRye's log.
 */
@Singleton
class PollWatch extends Handler {

  /** Held here: a logger that nobody holds may be collected, and its handlers with it. */
  private final Logger channels = Logger.getLogger("io.smallrye.reactive.messaging.kafka");

  private final PollFailures failures;

  PollWatch(PollFailures failures) {
    this.failures = failures;
  }

  void watch(@Observes StartupEvent start) {
    channels.addHandler(this);
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getThrown() != null) {
      failures.add(record.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
