package dev.preceptor.vqa.judge;

import java.util.Locale;

/** The reason why a judge gave no verdict. */
public enum JudgeFault {
  /** There is a verdict, or the judge did not have to be asked. */
  NONE,
  /** The prompt is too long for the model. */
  TOO_LONG,
  /** Yes and No are equally likely. */
  UNDECIDED,
  /** The answer is neither Yes nor No. */
  UNREADABLE,
  /** The server refused the request. */
  REFUSED,
  /** The server limited the request rate, and retries did not help. */
  RATE_LIMITED,
  /** The server failed, and retries did not help. */
  SERVER_ERROR,
  /** The request timed out, and retries did not help. */
  TIMED_OUT,
  /** The server could not be reached, and retries did not help. */
  UNREACHABLE,
  /** The judge was unavailable until after the group's deadline. */
  GIVEN_UP;

  /** The name used in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
