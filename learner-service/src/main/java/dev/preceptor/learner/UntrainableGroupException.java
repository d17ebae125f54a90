package dev.preceptor.learner;

import dev.preceptor.schemas.UnreadableRecordException;

/**
 * Thrown if a group was written by the run, but no step can train on it; the group then fails. The
 * message is one line with the reason.
 */
final class UntrainableGroupException extends UnreadableRecordException {
  private static final long serialVersionUID = 1L;

  UntrainableGroupException(String reason) {
    super(reason);
  }
}
