package dev.preceptor.launcher.console;

import dev.preceptor.launcher.ResultOptions;

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

  /** The display that suits the place where the command's progress goes. */
  static Display of(ResultOptions result) {
    var terminal = Terminal.of(result.json() ? 2 : 1);
    return terminal.isPresent()
        ? new LiveDisplay(result.progress(), terminal.get().columns())
        : new PlainDisplay(result.progress());
  }
}
