package dev.preceptor.study.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table as Markdown: two lines a row, ours and the paper's. */
public final class TableMarkdown {

  private static final String NONE = "-";

  private TableMarkdown() {}

  /** The whole table with its foot. */
  public static String of(Table table) {
    StringBuilder text = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("row", ""));
    for (TableColumn column : TableColumn.values()) {
      header.add(column.title());
    }
    header.addAll(List.of("Difference, points", "Swapped images, %", "seeds"));
    line(text, header);
    text.append("|").append("---|".repeat(header.size())).append('\n');
    table.rows().forEach(report -> rows(text, table, report));
    text.append('\n');
    table.foot().forEach(line -> text.append("- ").append(escaped(line)).append('\n'));
    return text.toString();
  }

  private static void rows(StringBuilder text, Table table, RowReport report) {
    Map<TableColumn, Figure> figures = report.figures();
    List<String> ours = new ArrayList<>(List.of(report.row().title(), "here"));
    List<String> paper = new ArrayList<>(List.of("", "paper"));
    for (TableColumn column : TableColumn.values()) {
      Figure figure = figures.get(column);
      ours.add(figure == null ? NONE : figure.text(column) + count(column, figure));
      PaperFigure printed = report.row().paper().get(column);
      paper.add(printed == null ? NONE : printed.text(column));
    }
    ours.add(table.base().flatMap(report::less).map(RowReport.Difference::text).orElse(NONE));
    ours.add(
        report.swapped().isPresent()
            ? TableColumn.ACCURACY.text(100 * report.swapped().getAsDouble())
            : NONE);
    ours.add(seeds(figures.get(TableColumn.ACCURACY)));
    paper.addAll(List.of("", "", ""));
    line(text, ours);
    line(text, paper);
  }

  private static String count(TableColumn column, Figure figure) {
    return column == TableColumn.ACCURACY ? "" : " (n %,d)".formatted(figure.n());
  }

  /** The accuracy of each seed. */
  private static String seeds(Figure accuracy) {
    return accuracy == null
        ? NONE
        : String.join(", ", accuracy.seeds().stream().map(TableColumn.ACCURACY::text).toList());
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ")
        .append(String.join(" | ", cells.stream().map(TableMarkdown::escaped).toList()))
        .append(" |\n");
  }

  private static String escaped(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|").replace("<", "&lt;");
  }
}
