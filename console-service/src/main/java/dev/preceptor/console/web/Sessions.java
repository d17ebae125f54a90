package dev.preceptor.console.web;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
  private final Map<String, Open> sessions = new LinkedHashMap<>();

  private record Open(long endMillis, SessionRole role) {}

  Sessions(Clock clock) {
    this.clock = clock;
  }

  /** Opens a session and gives its name. */
  synchronized String open(SessionRole role) {
    byte[] bytes = new byte[NAME_BYTES];
    random.nextBytes(bytes);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (sessions.size() == MAX_OPEN) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    sessions.put(name, new Open(clock.millis() + LIFE.toMillis(), role));
    return name;
  }

  /** The role of the session of this name, if one is open. */
  synchronized Optional<SessionRole> role(String name) {
    Open open = sessions.get(name);
    if (open != null && open.endMillis() <= clock.millis()) {
      sessions.remove(name);
      return Optional.empty();
    }
    return Optional.ofNullable(open).map(Open::role);
  }
}
