package dev.preceptor.schemas;

/**
 * Thrown if a record can be read, but the run cannot have written it: it is about a step, a slot or
 * a version that the run does not have or has not reached, or stands where the run writes nothing.
 * Such a record has no effect; not even its own group fails, because the group's own record exists
 * or is still to come.
 */
public final class RefusedRecordException extends UnreadableRecordException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the reason is one line. */
  public RefusedRecordException(String reason) {
    super(reason);
  }
}
