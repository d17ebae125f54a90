package dev.preceptor.run;

/** The user has stopped the run; how to resume it has been printed already. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoppedException() {
    super("stopped");
  }
}
