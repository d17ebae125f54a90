package dev.preceptor.console.log;

/**
 * How the reading of a run's log is going.
 *
 * @param phase what it does
 * @param why in a few words, where it cannot read; else empty
 */
public record ReaderState(Phase phase, String why) {

  /** What a reader does. */
  public enum Phase {
    /** It looks for the broker and the run's definition. */
    CONNECTING,
    /** It reads what was written before; curves are complete, groups are not. */
    READING,
    /** It has read everything and follows. */
    FOLLOWING,
    /** The broker does not answer; what was read is still shown. */
    AWAY
  }

  static ReaderState of(Phase phase) {
    return new ReaderState(phase, "");
  }
}
