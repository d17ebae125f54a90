package dev.preceptor.kit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/**
 * What this service is doing or waiting for, and since when, so that an idle service shows the
 * reason.
 */
@Singleton
public class Activity {

  private static final Logger LOG = Logger.getLogger(Activity.class);

  private final Clock clock;
  private final Map<String, String> details = new ConcurrentSkipListMap<>();
  private volatile State state;

  /**
   * The current activity.
   *
   * @param ready whether the service has started and takes part in the run
   * @param waiting true if the service waits, false if it works
   * @param what a few words: what it waits for or does
   * @param since when this activity began
   */
  record State(boolean ready, boolean waiting, String what, Instant since) {}

  @Inject
  Activity() {
    this(Clock.systemUTC());
  }

  Activity(Clock clock) {
    this.clock = clock;
    state = new State(false, false, "starting", clock.instant());
  }

  /**
   * Sets the activity to waiting for input. Repeating the current activity does not change its
   * start time.
   */
  public void waitsFor(String what) {
    become(true, what);
  }

  /** Sets the activity to work. Repeating the current activity does not change its start time. */
  public void does(String what) {
    become(false, what);
  }

  private synchronized void become(boolean waiting, String what) {
    if (!state.ready()) {
      // Logged once per start, so that the log shows how long the start took.
      LOG.infof("this service is ready, %s: %s", waiting ? "waiting for" : "doing", what);
    }
    if (!state.ready() || state.waiting() != waiting || !state.what().equals(what)) {
      state = new State(true, waiting, what, clock.instant());
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
}
