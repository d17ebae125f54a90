package dev.preceptor.cli.terminal;

import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.run.progress.Display;

/** Chooses the display for a command's progress. */
public final class Displays {

  private Displays() {}

  /** A live display on a terminal, else plain lines. */
  public static Display of(ResultOptions result) {
    var terminal = Terminal.of(result.json() ? 2 : 1);
    return terminal.isPresent()
        ? new LiveDisplay(result.progress(), terminal.get().columns())
        : new PlainDisplay(result.progress());
  }
}
