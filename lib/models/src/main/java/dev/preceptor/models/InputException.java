package dev.preceptor.models;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

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

  /**
   * A file or folder cannot be used: {@code PLACE: cannot be read (permission denied)}.
   *
   * @param done what was to be done with it, such as {@code read}
   * @param place the file or folder
   */
  public static InputException cannotBe(String done, Object place, Exception cause) {
    return new InputException("%s: cannot be %s (%s)".formatted(place, done, reason(cause)), cause);
  }

  /** The JDK's message for many file errors is only the file's name. */
  private static String reason(Exception cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Values quoted in a message may contain line breaks; they are replaced by spaces. */
  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
