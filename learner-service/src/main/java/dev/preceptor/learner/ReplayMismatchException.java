package dev.preceptor.learner;

/**
 * A replayed step made other weights than those that were published for it, so going on would give
 * another run than the one that was interrupted.
 */
public final class ReplayMismatchException extends RuntimeException {

  ReplayMismatchException(int step, String published, String replayed) {
    super(
        ("step %d: replaying it gave a policy with SHA-256 %s, published was %s; the machine, its"
                + " thread count, the model, the training data or the program changed since; resume"
                + " where and with what the run was started")
            .formatted(step, replayed, published));
  }
}
