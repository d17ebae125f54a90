package dev.preceptor.cli.terminal;

import dev.preceptor.run.progress.Display;
import java.io.PrintWriter;

/** Prints one line after another, for logs. */
final class PlainDisplay implements Display {

  private final PrintWriter out;

  PlainDisplay(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void note(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void step(String outcome, String pace) {
    note(outcome + "  " + pace);
  }

  @Override
  public void underway(String text) {}

  @Override
  public void close() {}
}
