package dev.preceptor.vqa.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Makes the breaker of a server: after so many failures in a row it is left alone for a while; then
 * a single request finds out whether it is back, and the others wait for what comes of it.
 */
public final class ServerBreaker {

  private ServerBreaker() {}

  /**
   * A closed breaker.
   *
   * @param failuresToOpen failures in a row after which it opens, at least 1
   * @param pause how long it then stays open before a probe, and after one that failed; in whole
   *     milliseconds, at least 1
   * @param clockMillis the time, from any start, that never goes back
   */
  public static CircuitBreaker of(int failuresToOpen, Duration pause, LongSupplier clockMillis) {
    // The library probes once more than the wait has passed, which is one millisecond later.
    long waitMillis = pause.toMillis() - 1;
    return CircuitBreaker.of(
        "server",
        CircuitBreakerConfig.custom()
            .slidingWindow(failuresToOpen, failuresToOpen, SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(100)
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitIntervalFunctionInOpenState(opened -> waitMillis)
            .clock(new MillisClock(clockMillis))
            .build());
  }

  /** The library's view of a clock that counts milliseconds. */
  private static final class MillisClock extends Clock {

    private final LongSupplier millis;

    MillisClock(LongSupplier millis) {
      this.millis = millis;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis.getAsLong());
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
