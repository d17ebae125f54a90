package dev.preceptor.schemas;

/**
 * A record from Kafka cannot be used. The message is one line that says why: it becomes the reason
 * of the dead letter.
 */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason may quote the record: its control characters become spaces. */
  public UnreadableRecordException(String reason) {
    super(Excerpt.oneLine(reason));
  }

  public UnreadableRecordException(String reason, Throwable cause) {
    super(Excerpt.oneLine(reason), cause);
  }
}
