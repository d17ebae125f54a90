package dev.preceptor.kit;

/**
 * Thrown when another process has taken this one's place in the run. This process must end, write
 * nothing more and not be restarted, or the two would keep replacing each other.
 */
public final class ReplacedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message which process was replaced, how that was detected, and what happens next
   */
  public ReplacedException(String message, Throwable cause) {
    super(message, cause);
  }
}
