package dev.preceptor.launcher.train;

import dev.preceptor.launcher.ResultOptions;

/** What a person sees of a run while it is carried out. */
public interface Display extends AutoCloseable {

  /** A line that stays. */
  void note(String line);

  /** A step was taken. */
  void step(String line);

  /** What is going on between steps; may be passed over. */
  void underway(String text);

  @Override
  void close();

  /**
   * The display that suits where the command's progress goes: a line that is kept up to date where
   * a person looks on.
   */
  static Display of(ResultOptions result) {
    var terminal = Terminal.of(result.json() ? 2 : 1);
    return terminal.isPresent()
        ? new LiveDisplay(result.progress(), terminal.get().columns())
        : new PlainDisplay(result.progress());
  }
}
