package dev.preceptor.kit;

/** Whether a service has nothing left to do for a run that has taken its last step. */
@FunctionalInterface
public interface EndCondition {

  /** Whether all is done. */
  boolean isDone();

  /** Whether the service ends by itself when the sentinel has ended the run. */
  default boolean endsByItself() {
    return false;
  }
}
