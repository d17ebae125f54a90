package dev.preceptor.schemas;

/**
 * A record from Kafka cannot be used. The message is one line that says why: it becomes the reason
 * of the dead letter.
 */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableRecordException(String reason) {
    super(reason);
  }

  public UnreadableRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
