package dev.preceptor.run.sentinel;

/** The sentinel has ended the run. The message says after which step, and why if that is known. */
public final class SentinelStopException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit code of the learner and of the command that follows the run. */
  public static final int EXIT_CODE = 5;

  public SentinelStopException(String message) {
    super(message);
  }
}
