package dev.preceptor.cli.reference;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, as Markdown. */
final class MarkdownTable {

  private final List<String> lines = new ArrayList<>();

  MarkdownTable(String... columns) {
    row(columns);
    lines.add("|" + "---|".repeat(columns.length));
  }

  MarkdownTable row(String... cells) {
    lines.add("| " + String.join(" | ", cells).replace("\n", " ") + " |");
    return this;
  }

  static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
