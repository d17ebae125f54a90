package dev.preceptor.run;

/**
 * A run went wrong although its input was good. The message is for people and may have several
 * lines.
 */
public final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFailedException(String message) {
    super(message);
  }

  public RunFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
