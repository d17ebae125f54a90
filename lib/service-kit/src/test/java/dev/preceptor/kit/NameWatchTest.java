package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;

class NameWatchTest {

  private final AtomicInteger ends = new AtomicInteger();
  private final NameWatch watch = new NameWatch("worker-1", ends::incrementAndGet);

  private void logged(Throwable thrown) {
    LogRecord record = new LogRecord(Level.WARNING, "a poll failed");
    record.setThrown(thrown);
    watch.publish(record);
  }

  @Test
  void aProcessWhoseNameWasTakenIsEndedOnce() {
    logged(new FencedInstanceIdException("taken"));
    logged(new IllegalStateException(new FencedInstanceIdException("taken")));
    assertThat(ends).hasValue(1);
  }

  @Test
  void aProcessThatWasOnlySlowContinues() {
    logged(new CommitFailedException());
    logged(null);
    assertThat(ends).hasValue(0);
  }
}
