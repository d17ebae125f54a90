package dev.preceptor.kit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/** What this process does or waits for, and since when: a service that stands still says why. */
@Singleton
public class Activity {

  private static final Logger LOG = Logger.getLogger(Activity.class);

  private final Clock clock;
  private final Map<String, String> facts = new ConcurrentSkipListMap<>();
  private volatile State state;

  /**
   * What is going on.
   *
   * @param ready whether the service takes part in the run; not before it has started
   * @param waiting whether it waits for something; otherwise it works
   * @param what it waits for or does, a few words
   * @param since when
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

  /** From now on, or as before, the service waits for something that others are to bring. */
  public void waitsFor(String what) {
    become(true, what);
  }

  /** From now on, or as before, the service works. */
  public void does(String what) {
    become(false, what);
  }

  private synchronized void become(boolean waiting, String what) {
    if (!state.ready()) {
      // Once a start, for whoever wants to know how long that took.
      LOG.infof("this service is ready, %s: %s", waiting ? "waiting for" : "doing", what);
    }
    if (!state.ready() || state.waiting() != waiting || !state.what().equals(what)) {
      state = new State(true, waiting, what, clock.instant());
    }
  }

  /** Tells something beside it that operators look for; the last of a name stays. */
  public void tell(String name, String value) {
    facts.put(name, value);
  }

  /** What was told, by name. */
  Map<String, String> facts() {
    return Map.copyOf(facts);
  }

  State state() {
    return state;
  }
}
