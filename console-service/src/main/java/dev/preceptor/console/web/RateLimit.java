package dev.preceptor.console.web;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often something may be done, for each of those who do it: a bucket of tokens that fills again
 * at a steady rate. Remembers the last {@value #MAX_REMEMBERED} of them. Safe for use by several
 * threads.
 */
final class RateLimit {

  private static final int MAX_REMEMBERED = 10_000;
  private static final double MILLIS = 1000;

  private final Clock clock;
  private final double burst;
  private final double perSecond;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record Bucket(double tokens, long millis) {}

  /**
   * A limit.
   *
   * @param burst how often at once
   * @param perSecond how often in the long run
   */
  RateLimit(Clock clock, double burst, double perSecond) {
    this.clock = clock;
    this.burst = burst;
    this.perSecond = perSecond;
  }

  /** Whether somebody may do it once more now; if so, it counts. */
  synchronized boolean allows(String who) {
    long now = clock.millis();
    Bucket before = buckets.getOrDefault(who, new Bucket(burst, now));
    double filled =
        Math.min(burst, before.tokens + Math.max(0, now - before.millis) / MILLIS * perSecond);
    boolean allowed = filled >= 1;
    buckets.put(who, new Bucket(allowed ? filled - 1 : filled, now));
    return allowed;
  }
}
