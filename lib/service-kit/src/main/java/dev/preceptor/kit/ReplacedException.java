package dev.preceptor.kit;

/**
 * Another process has taken this one's place in the run: this one must end, write nothing more, and
 * not be started again, or the two would take the place from each other for ever.
 */
public final class ReplacedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Says so.
   *
   * @param message who was replaced, by what right, and what becomes of it
   */
  public ReplacedException(String message, Throwable cause) {
    super(message, cause);
  }
}
