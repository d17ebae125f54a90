package dev.preceptor.models;

/**
 * Something a person gave cannot be used. The message is one line that names the value, the place
 * and the mend; the launcher prints it as it is and exits with 2.
 */
public final class InputException extends RuntimeException {

  public InputException(String message) {
    super(oneLine(message));
  }

  public InputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Values quoted in a message may hold line breaks; the message stays one line. */
  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
