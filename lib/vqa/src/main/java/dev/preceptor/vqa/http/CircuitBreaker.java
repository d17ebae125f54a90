package dev.preceptor.vqa.http;

/**
 * Whether a server may be asked. After so many failures in a row it is left alone for a while; then
 * a single request finds out whether it is back. For several threads.
 */
public final class CircuitBreaker {

  /** What may be done. */
  public enum State {
    /** Ask. */
    CLOSED,
    /** Do not ask. */
    OPEN,
    /** One may ask; the others wait for what comes of it. */
    HALF_OPEN
  }

  private final int failuresToOpen;
  private final long openMillis;
  private int failures;
  private boolean open;
  private boolean probing;
  private long probeAtMillis;
  private long openSinceMillis;

  /**
   * A closed breaker.
   *
   * @param failuresToOpen failures in a row after which it opens, at least 1
   * @param openMillis how long it then stays open before a probe, and after one that failed
   */
  public CircuitBreaker(int failuresToOpen, long openMillis) {
    this.failuresToOpen = failuresToOpen;
    this.openMillis = openMillis;
  }

  /** What may be done now. */
  public synchronized State state(long nowMillis) {
    if (!open) {
      return State.CLOSED;
    }
    return nowMillis >= probeAtMillis ? State.HALF_OPEN : State.OPEN;
  }

  /**
   * Asks for leave to send a request. Of a half-open breaker one asker gets it, and must tell what
   * came of it.
   */
  public synchronized boolean allows(long nowMillis) {
    return switch (state(nowMillis)) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> {
        boolean first = !probing;
        probing = true;
        yield first;
      }
    };
  }

  /** A request that was allowed came to something. */
  public synchronized void succeeded() {
    failures = 0;
    open = false;
    probing = false;
  }

  /** A request that was allowed came to nothing. */
  public synchronized void failed(long nowMillis) {
    failures = Math.min(failures + 1, failuresToOpen);
    if (open || failures >= failuresToOpen) {
      openSinceMillis = open ? openSinceMillis : nowMillis;
      open = true;
      probing = false;
      probeAtMillis = nowMillis + openMillis;
    }
  }

  /** Since when the server has been away, milliseconds; means nothing while it is not. */
  public synchronized long openSinceMillis() {
    return openSinceMillis;
  }
}
