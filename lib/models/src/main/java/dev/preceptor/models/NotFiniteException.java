package dev.preceptor.models;

/**
 * Thrown if a computed number that has to be finite is NaN or infinite. Nothing that depends on it
 * may be saved or published: the computation ends. The message is one line that names the figure,
 * its value and the fix. Repeating the computation gives the same, so nothing may repeat it.
 */
public final class NotFiniteException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public NotFiniteException(String message) {
    super(message);
  }

  private NotFiniteException(String message, NotFiniteException cause) {
    super(message, cause);
  }

  /** The same with the place where it happened, such as {@code step 3}, before the message. */
  public NotFiniteException in(String place) {
    return new NotFiniteException(place + ": " + getMessage(), this);
  }
}
