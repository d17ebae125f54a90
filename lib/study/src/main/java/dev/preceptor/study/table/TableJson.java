package dev.preceptor.study.table;

import dev.preceptor.study.compare.BootstrapInterval;
import dev.preceptor.vqa.RowsHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The table as a tree for JSON. */
public final class TableJson {

  private TableJson() {}

  /** The whole table: {@code folder}, {@code seeds}, {@code rows} and {@code method}. */
  public static Map<String, Object> of(Table table) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("folder", table.folder());
    json.put("seeds", table.seeds());
    json.put("rows", table.rows().stream().map(report -> row(table, report)).toList());
    Map<String, String> reasons = new LinkedHashMap<>();
    table.metricReasons().forEach((column, why) -> reasons.put(column.key(), why));
    json.put("metric_reasons", reasons);
    json.put("method", Table.method());
    return json;
  }

  private static Map<String, Object> row(Table table, RowReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", report.row().name());
    json.put("title", report.row().title());
    json.put("job", report.row().job().command());
    json.put("cells", List.copyOf(report.cells().keySet()));
    Map<TableColumn, Figure> figures = report.figures();
    Map<String, Object> paper = new LinkedHashMap<>();
    for (TableColumn column : TableColumn.values()) {
      Figure figure = figures.get(column);
      json.put(column.key(), figure == null ? null : figure(figure));
      PaperFigure printed = report.row().paper().get(column);
      if (printed != null) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("mean", printed.mean());
        value.put("std", orNull(printed.std()));
        value.put("starred", printed.starred());
        paper.put(column.key(), value);
      }
    }
    json.put("paper", paper);
    json.put(
        "difference",
        table
            .base()
            .flatMap(base -> report.less(base))
            .map(
                difference -> {
                  Map<String, Object> value = new LinkedHashMap<>();
                  value.put("to", table.base().orElseThrow().row().name());
                  value.put("mean", difference.mean());
                  value.put("interval", ends(difference.interval()));
                  return value;
                })
            .orElse(null));
    json.put("swapped_accuracy", orNull(report.swapped()));
    json.put("floors", report.results().stream().findFirst().map(TableJson::floors).orElse(null));
    json.put("reasons", report.reasons());
    return json;
  }

  private static Map<String, Object> floors(CellResult cell) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("n", cell.answers().size());
    json.put("questions_sha256", cell.questionsSha256());
    json.put("rows_sha256", RowsHash.of(cell.answers().stream().mapToLong(CellAnswer::row)));
    json.put("constant_letter", cell.constantLetter());
    json.put("longest_choice", cell.longestChoice());
    return json;
  }

  private static Map<String, Object> figure(Figure figure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", figure.mean());
    json.put("std", orNull(figure.std()));
    json.put("n", figure.n());
    json.put("starred", figure.starred());
    json.put("interval", ends(figure.interval()));
    json.put("seeds", figure.seeds());
    return json;
  }

  private static List<Double> ends(BootstrapInterval interval) {
    return List.of(interval.low(), interval.high());
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
