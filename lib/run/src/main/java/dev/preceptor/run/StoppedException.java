package dev.preceptor.run;

/** A person has stopped the run, and has been told how it goes on. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoppedException() {
    super("stopped");
  }
}
