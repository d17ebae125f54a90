package dev.preceptor.cli.terminal;

import dev.preceptor.run.progress.Display;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps up to two lines at the bottom of the terminal up to date: the outcome of the last step, and
 * speed and progress. Notes scroll by above them.
 */
final class LiveDisplay implements Display {

  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String CLEAR_TO_END = "\r\u001b[J";
  private static final String UP = "\u001b[A";

  private final PrintWriter out;
  private final int columns;
  private String outcome = "";
  private String pace = "";
  private String underway = "";
  private List<String> shown = List.of();

  LiveDisplay(PrintWriter out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public synchronized void note(String line) {
    clear();
    out.println(line);
    draw();
  }

  @Override
  public synchronized void step(String outcome, String pace) {
    this.outcome = outcome;
    this.pace = pace;
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
    underway = "";
    draw();
    if (!shown.isEmpty()) {
      out.println();
    }
    out.flush();
    outcome = "";
    pace = "";
    shown = List.of();
  }

  private void draw() {
    List<String> lines = new ArrayList<>();
    add(lines, outcome);
    add(lines, pace.isEmpty() || underway.isEmpty() ? pace + underway : pace + "  | " + underway);
    if (!lines.equals(shown)) {
      clear();
      out.print(String.join(System.lineSeparator(), lines));
      shown = lines;
    }
    out.flush();
  }

  private void add(List<String> lines, String line) {
    if (!line.isEmpty()) {
      // One less than the width: some terminals wrap a full line.
      lines.add(line.substring(0, Math.min(line.length(), Math.max(0, columns - 1))));
    }
  }

  private void clear() {
    if (!shown.isEmpty()) {
      out.print(shown.size() == 1 ? CLEAR_LINE : UP.repeat(shown.size() - 1) + CLEAR_TO_END);
      shown = List.of();
    }
  }
}
