package dev.preceptor.vqa.http;

import java.util.OptionalInt;

/**
 * Spaces requests evenly, so that no minute has more than a given number and one more. Says how
 * long to wait and does not wait itself. For several threads.
 */
public final class RateLimiter {

  private static final double MINUTE_MILLIS = 60_000;

  private final double intervalMillis;
  private double nextMillis = Double.NEGATIVE_INFINITY;

  /** A limiter; without a number it only obeys {@link #pause}. */
  public RateLimiter(OptionalInt requestsPerMinute) {
    intervalMillis =
        requestsPerMinute.isPresent() ? MINUTE_MILLIS / requestsPerMinute.getAsInt() : 0;
  }

  /**
   * Takes the next free place.
   *
   * @return how long to wait for it, milliseconds
   */
  public synchronized long reserveMillis(long nowMillis) {
    double place = Math.max(nowMillis, nextMillis);
    nextMillis = place + intervalMillis;
    return (long) Math.ceil(place - nowMillis);
  }

  /** Nobody sends anything until then: the server has said so. */
  public synchronized void pause(long untilMillis) {
    nextMillis = Math.max(nextMillis, untilMillis);
  }
}
