package dev.preceptor.models;

/**
 * Thrown if input from the user cannot be used. The message is one line that names the value, its
 * place and the fix; the command prints it unchanged and exits with status 2.
 */
public final class InputException extends RuntimeException {

  public InputException(String message) {
    super(oneLine(message));
  }

  public InputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Values quoted in a message may contain line breaks; they are replaced by spaces. */
  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
