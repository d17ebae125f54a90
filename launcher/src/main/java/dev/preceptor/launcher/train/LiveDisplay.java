package dev.preceptor.launcher.train;

import java.io.PrintWriter;

/** A line at the bottom of the terminal that is kept up to date; notes scroll by above it. */
final class LiveDisplay implements Display {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final int columns;
  private String step = "";
  private String underway = "";
  private String shown = "";

  LiveDisplay(PrintWriter out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public synchronized void note(String line) {
    out.print((shown.isEmpty() ? "" : CLEAR_LINE) + line + System.lineSeparator());
    shown = "";
    draw();
  }

  @Override
  public synchronized void step(String line) {
    step = line;
    underway = "";
    draw();
  }

  @Override
  public synchronized void underway(String text) {
    underway = text;
    draw();
  }

  @Override
  public synchronized void close() {
    if (!shown.isEmpty()) {
      // The last step stays to be read; what was underway is over.
      out.print(step.isEmpty() ? CLEAR_LINE : System.lineSeparator());
      out.flush();
    }
    step = "";
    underway = "";
    shown = "";
  }

  private void draw() {
    var line = step.isEmpty() ? underway : underway.isEmpty() ? step : step + "  | " + underway;
    // One short of the width, since some terminals wrap a full line.
    var fitting = line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
    if (!fitting.equals(shown)) {
      out.print(CLEAR_LINE + fitting);
      shown = fitting;
    }
    out.flush();
  }
}
