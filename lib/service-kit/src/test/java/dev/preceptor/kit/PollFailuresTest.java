package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class PollFailuresTest {

  private final Hands clock = new Hands();
  private final PollFailures failures = new PollFailures(clock);

  @Test
  void aFailureThatPassesIsNone() {
    fails();
    fails();
    assertThat(failures.cause()).isEmpty();
  }

  @Test
  void failuresThatRepeatAreReported() {
    fails();
    fails();
    fails();
    assertThat(failures.cause()).contains("org.apache.kafka.common.KafkaException: no memory");
  }

  @Test
  void aMinuteWithoutAFailureForgetsThem() {
    fails();
    fails();
    fails();
    clock.now = clock.now.plusSeconds(60);
    assertThat(failures.cause()).isEmpty();
    fails();
    assertThat(failures.cause()).as("the first of new ones").isEmpty();
  }

  private void fails() {
    clock.now = clock.now.plus(Duration.ofSeconds(10));
    failures.add(new KafkaException("no memory"));
  }

  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
