package dev.preceptor.kit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether this process can read from its channels. Kafka's client waits for a broker that is gone
 * without failing, so a poll that fails, and fails again when it is retried, means that the process
 * takes part in nothing.
 */
@Singleton
class PollFailures {

  /** One or two may be a passing state of the consumer group. */
  private static final int REPEATED = 3;

  /** Longer than a channel waits between two polls that fail, which is 10 s. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(60);

  private final Clock clock;
  private int failures;
  private Instant last = Instant.EPOCH;
  private String cause = "";

  @Inject
  PollFailures() {
    this(Clock.systemUTC());
  }

  PollFailures(Clock clock) {
    this.clock = clock;
  }

  /** A poll has failed. */
  synchronized void add(Throwable failure) {
    failures = isForgotten() ? 1 : failures + 1;
    last = clock.instant();
    cause = failure.toString();
  }

  /** Why nothing can be read; empty as long as it can. */
  synchronized Optional<String> cause() {
    return failures < REPEATED || isForgotten() ? Optional.empty() : Optional.of(cause);
  }

  private boolean isForgotten() {
    return !clock.instant().isBefore(last.plus(FORGOTTEN));
  }
}
