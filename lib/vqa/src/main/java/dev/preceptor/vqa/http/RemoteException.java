package dev.preceptor.vqa.http;

import java.time.Duration;
import java.util.Optional;

/** A server gave nothing that can be used; the message says why. */
public final class RemoteException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Kind {
    /** Nothing came: no connection, or it broke. */
    UNREACHABLE,
    /** Nothing came in time. */
    TIMED_OUT,
    /** Status 5xx: the server failed. */
    SERVER_ERROR,
    /** Status 429: the server has enough. */
    RATE_LIMITED,
    /** Another status than 200: the server does not want this request. */
    REFUSED,
    /** What came is not what was asked for, or too much of it. */
    UNREADABLE;

    /** Whether the same request may fare better later. */
    public boolean mayPass() {
      return this != REFUSED && this != UNREADABLE;
    }

    /** Whether it says that the server is not there, rather than that it does not want. */
    public boolean isAbsence() {
      return this == UNREACHABLE || this == TIMED_OUT || this == SERVER_ERROR;
    }
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  public RemoteException(Kind kind, String why) {
    this(kind, why, Optional.empty());
  }

  /** A failure after which the server itself says when to come again. */
  RemoteException(Kind kind, String why, Optional<Duration> retryAfter) {
    super(why);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public RemoteException(Kind kind, String why, Throwable cause) {
    super(why, cause);
    this.kind = kind;
    this.retryAfter = Optional.empty();
  }

  public Kind kind() {
    return kind;
  }

  /** How long the server wants to be left alone; not bounded by anything. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
