package dev.preceptor.console.web;

import dev.preceptor.run.RunFailedException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Fetches from runs' logs, a few at a time, since each needs a connection to the broker. */
final class LogFetch {

  private static final int UNAVAILABLE = 503;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private LogFetch() {}

  /** Fetches something; 503 where the broker does not answer. */
  static <T> T with(Semaphore connections, Supplier<T> fetch) {
    try {
      if (!connections.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new WebApplicationException("too many are asking at once", UNAVAILABLE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebApplicationException(e, UNAVAILABLE);
    }
    try {
      return fetch.get();
    } catch (KafkaException | RunFailedException e) {
      throw new WebApplicationException("the broker does not answer", e, UNAVAILABLE);
    } finally {
      connections.release();
    }
  }
}
