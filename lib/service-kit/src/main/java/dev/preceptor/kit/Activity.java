package dev.preceptor.kit;

import dev.preceptor.run.exported.Awaited;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/**
 * What this service is doing or waiting for, and since when, so that an idle service shows the
 * reason.
 */
@Singleton
public class Activity {

  private static final Logger LOG = Logger.getLogger(Activity.class);

  private static final double MILLIS = 1000;

  private final Clock clock;
  private final Map<String, String> details = new ConcurrentSkipListMap<>();
  private volatile State state;

  /**
   * The current activity.
   *
   * @param ready whether the service has started and takes part in the run
   * @param awaited what the service waits for; empty if it works
   * @param what a few words: what it waits for or does
   * @param since when this activity began
   */
  record State(boolean ready, Optional<Awaited> awaited, String what, Instant since) {

    boolean waiting() {
      return awaited.isPresent();
    }
  }

  @Inject
  Activity() {
    this(Clock.systemUTC());
  }

  Activity(Clock clock) {
    this.clock = clock;
    state = new State(false, Optional.empty(), "starting", clock.instant());
  }

  /**
   * Sets the activity to waiting for input. Repeating the current activity does not change its
   * start time.
   *
   * @param what the same in a few words, which may say more
   */
  public void waitsFor(Awaited awaited, String what) {
    become(Optional.of(awaited), what);
  }

  /** Sets the activity to work. Repeating the current activity does not change its start time. */
  public void does(String what) {
    become(Optional.empty(), what);
  }

  private synchronized void become(Optional<Awaited> awaited, String what) {
    if (!state.ready()) {
      // Logged once per start, so that the log shows how long the start took.
      LOG.infof(
          "this service is ready, %s: %s", awaited.isPresent() ? "waiting for" : "doing", what);
    }
    if (!state.ready() || !state.awaited().equals(awaited) || !state.what().equals(what)) {
      state = new State(true, awaited, what, clock.instant());
    }
  }

  /**
   * Sets a detail that is shown with the activity; a later value replaces an earlier one of the
   * same name.
   */
  public void report(String name, String value) {
    details.put(name, value);
  }

  /** The details by name. */
  Map<String, String> details() {
    return Map.copyOf(details);
  }

  State state() {
    return state;
  }

  /** How long the service has been waiting for something; 0 if it does not wait for it now. */
  double secondsWaitingFor(Awaited awaited) {
    State now = state;
    return now.awaited().filter(awaited::equals).isPresent()
        ? Duration.between(now.since(), clock.instant()).toMillis() / MILLIS
        : 0;
  }
}
