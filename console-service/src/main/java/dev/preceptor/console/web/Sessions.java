package dev.preceptor.console.web;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The open sessions, by random names that only the cookie holds. At most {@value #MAX_OPEN}: one
 * more closes the oldest. Safe for use by several threads.
 */
final class Sessions {

  /** How long a session stays open. */
  static final Duration LIFE = Duration.ofHours(12);

  private static final int MAX_OPEN = 1_000;
  private static final int NAME_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Map<String, Long> ends = new LinkedHashMap<>();

  Sessions(Clock clock) {
    this.clock = clock;
  }

  /** Opens a session and gives its name. */
  synchronized String open() {
    byte[] bytes = new byte[NAME_BYTES];
    random.nextBytes(bytes);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (ends.size() == MAX_OPEN) {
      ends.remove(ends.keySet().iterator().next());
    }
    ends.put(name, clock.millis() + LIFE.toMillis());
    return name;
  }

  /** Whether a session of this name is open. */
  synchronized boolean isOpen(String name) {
    Long end = ends.get(name);
    if (end != null && end <= clock.millis()) {
      ends.remove(name);
      return false;
    }
    return end != null;
  }
}
