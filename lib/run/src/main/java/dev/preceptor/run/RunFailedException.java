package dev.preceptor.run;

/**
 * A run failed although its input was valid. The message is shown to the user and may have several
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
