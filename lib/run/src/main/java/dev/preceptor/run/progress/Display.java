package dev.preceptor.run.progress;

/** Shows the progress of a command to the user. */
public interface Display extends AutoCloseable {

  /** Prints a permanent line. */
  void note(String line);

  /**
   * Shows a finished step.
   *
   * @param outcome the step and its results
   * @param pace its speed and the time left
   */
  void step(String outcome, String pace);

  /** Shows the current activity between steps; may be ignored. */
  void underway(String text);

  @Override
  void close();
}
