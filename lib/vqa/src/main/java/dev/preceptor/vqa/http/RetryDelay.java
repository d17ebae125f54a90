package dev.preceptor.vqa.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before an attempt is repeated: twice as long each time up to a bound, and of
 * that a random part of at least half, so that those who failed together do not come again
 * together. A server that says when to come again is believed, up to a bound.
 *
 * @param firstMillis before the first repetition, at most
 * @param maxMillis before any repetition, at most
 * @param maxRetryAfterMillis how long a server may send one away
 */
public record RetryDelay(long firstMillis, long maxMillis, long maxRetryAfterMillis) {

  /** What judges use. */
  public static final RetryDelay DEFAULT = new RetryDelay(250, 8_000, 60_000);

  /**
   * The wait before a repetition.
   *
   * @param repetition from 0
   * @param retryAfter what the server says
   * @param uniform a random number from 0 to 1, 1 not included
   * @return milliseconds
   */
  public long delayMillis(int repetition, Optional<Duration> retryAfter, double uniform) {
    long height = firstMillis;
    for (int i = 0; i < repetition && height < maxMillis; i++) {
      height *= 2;
    }
    height = Math.min(height, maxMillis);
    long own = height / 2 + (long) (uniform * (height - height / 2));
    return Math.max(own, bounded(retryAfter));
  }

  /** What a server asks for, as far as it is followed, milliseconds. */
  public long bounded(Optional<Duration> retryAfter) {
    Duration most = Duration.ofMillis(maxRetryAfterMillis);
    return retryAfter
        .map(asked -> (asked.compareTo(most) < 0 ? asked : most).toMillis())
        .orElse(0L);
  }
}
