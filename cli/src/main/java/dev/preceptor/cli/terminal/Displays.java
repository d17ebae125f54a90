package dev.preceptor.launcher.console;

import dev.preceptor.launcher.ResultOptions;

/** Which display a command's progress goes to. */
public final class Displays {

  private Displays() {}

  /** A live display on a terminal, plain lines elsewhere. */
  public static Display of(ResultOptions result) {
    var terminal = Terminal.of(result.json() ? 2 : 1);
    return terminal.isPresent()
        ? new LiveDisplay(result.progress(), terminal.get().columns())
        : new PlainDisplay(result.progress());
  }
}
