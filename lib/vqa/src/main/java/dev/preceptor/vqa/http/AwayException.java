package dev.preceptor.vqa.http;

import dev.preceptor.vqa.http.RemoteException.Kind;

/** A server is not asked now: it failed again and again, or this process ends. */
public final class AwayException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  AwayException(Kind kind, String why) {
    super(why);
    this.kind = kind;
  }

  /** How it failed last. */
  public Kind kind() {
    return kind;
  }
}
