package dev.preceptor.run.progress;

/** What a person sees of a run while it is carried out. */
public interface Display extends AutoCloseable {

  /** A line that stays. */
  void note(String line);

  /**
   * A step was taken.
   *
   * @param outcome which step, and what came of it
   * @param pace how fast it went, and what is left
   */
  void step(String outcome, String pace);

  /** What is going on between steps; may be passed over. */
  void underway(String text);

  @Override
  void close();
}
