package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class NameWatchTest {

  private final List<Integer> ends = new ArrayList<>();
  private final NameWatch watch = new NameWatch("worker-1", ends::add);

  private void logged(Throwable thrown) {
    LogRecord record = new LogRecord(Level.WARNING, "a poll failed");
    record.setThrown(thrown);
    watch.publish(record);
  }

  @Test
  void aProcessWhoseNameWasTakenIsEndedOnce() {
    logged(new FencedInstanceIdException("taken"));
    logged(new IllegalStateException(new FencedInstanceIdException("taken")));
    assertThat(ends).containsExactly(WorkThread.REPLACED);
  }

  @Test
  void aProcessThatWasOnlySlowContinues() {
    logged(new CommitFailedException());
    logged(null);
    assertThat(ends).isEmpty();
  }

  @Test
  void aProcessThatTheBrokerRefusesIsEndedAsOneWithBadInput() {
    logged(new KafkaException(new TopicAuthorizationException(Set.of("mine.prompts"))));
    logged(new SaslAuthenticationException("invalid credentials"));
    assertThat(ends).containsExactly(WorkThread.BAD_INPUT);
  }
}
