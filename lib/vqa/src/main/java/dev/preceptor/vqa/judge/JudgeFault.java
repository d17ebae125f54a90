package dev.preceptor.vqa.judge;

import java.util.Locale;

/** Why a judge has no verdict. */
public enum JudgeFault {
  /** It has one, or did not have to be asked. */
  NONE,
  /** The model cannot take the prompt. */
  TOO_LONG,
  /** Yes and No are equally likely. */
  UNDECIDED,
  /** What came is neither Yes nor No. */
  UNREADABLE,
  /** The server does not want the request. */
  REFUSED,
  /** The server had enough, again and again. */
  RATE_LIMITED,
  /** The server failed, again and again. */
  SERVER_ERROR,
  /** Nothing came in time, again and again. */
  TIMED_OUT,
  /** No connection, again and again. */
  UNREACHABLE,
  /** It was tried for so long that nobody waits for it any more. */
  GIVEN_UP;

  /** The name as it stands in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
