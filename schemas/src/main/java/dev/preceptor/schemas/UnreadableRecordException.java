package dev.preceptor.schemas;

/**
 * Thrown if a record from Kafka cannot be used. The message is one line with the reason, and
 * becomes the reason of the dead letter.
 */
public class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception. The reason may quote the record; control characters in it become spaces.
   */
  public UnreadableRecordException(String reason) {
    super(Excerpt.oneLine(reason));
  }

  public UnreadableRecordException(String reason, Throwable cause) {
    super(Excerpt.oneLine(reason), cause);
  }
}
