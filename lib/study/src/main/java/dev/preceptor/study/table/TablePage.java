package dev.preceptor.study.table;

import static org.apache.commons.text.StringEscapeUtils.escapeHtml4;

import java.util.Map;
import java.util.Optional;

/** The table as one HTML file that needs nothing else and holds no script. */
public final class TablePage {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Preceptor: Table 1</title>
      <style>
      :root { color-scheme: light dark; --line: #8886; --faint: #8883; }
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: 60rem; width: 100%; }
      caption { text-align: left; padding: 0 0 .75rem; }
      th, td { padding: .4rem .75rem; text-align: right; vertical-align: top; }
      th:first-child { text-align: left; min-width: 14rem; }
      thead th { border-bottom: 2px solid var(--line); }
      tbody tr { border-bottom: 1px solid var(--line); }
      tbody th { font-weight: 600; }
      td span { display: block; white-space: nowrap; }
      .more { font-size: .85rem; font-weight: 400; opacity: .8; }
      .paper { font-size: .85rem; background: var(--faint); border-radius: 3px; padding: 0 .3rem; }
      li { margin: .4rem 0; overflow-wrap: anywhere; }
      </style>
      </head>
      <body>
      <h1>Table 1</h1>
      """;

  private TablePage() {}

  /** The page. */
  public static String html(Table table) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<div class=\"scroll\"><table>\n<caption>")
        .append(escapeHtml4(table.folder()))
        .append(", seeds ")
        .append(String.join(", ", table.seeds().stream().map(String::valueOf).toList()))
        .append(
            ". <span class=\"paper\">shaded</span> is the paper's number.</caption>\n"
                + "<thead><tr><th scope=\"col\">Row</th>");
    for (TableColumn column : TableColumn.values()) {
      page.append("<th scope=\"col\">").append(escapeHtml4(column.title())).append("</th>");
    }
    page.append("<th scope=\"col\">Difference")
        .append(table.base().map(base -> " to " + escapeHtml4(base.row().name())).orElse(""));
    page.append(", points</th></tr></thead>\n<tbody>\n");
    table.rows().forEach(report -> row(page, table, report));
    page.append("</tbody>\n</table></div>\n<ul>\n");
    table.foot().forEach(line -> page.append("<li>").append(escapeHtml4(line)).append("</li>\n"));
    return page.append("</ul>\n</body>\n</html>\n").toString();
  }

  private static void row(StringBuilder page, Table table, RowReport report) {
    Map<TableColumn, Figure> figures = report.figures();
    page.append("<tr><th scope=\"row\">")
        .append(escapeHtml4(report.row().title()))
        .append("<span class=\"more\"> ")
        .append(escapeHtml4(report.row().name()))
        .append("</span></th>");
    for (TableColumn column : TableColumn.values()) {
      page.append("<td>");
      Figure figure = figures.get(column);
      span(page, "", figure == null ? "-" : figure.text(column));
      if (figure != null) {
        span(page, "more", details(column, figure, report));
      }
      PaperFigure printed = report.row().paper().get(column);
      span(page, "paper", printed == null ? "-" : printed.text(column));
      page.append("</td>");
    }
    Optional<RowReport.Difference> difference = table.base().flatMap(report::less);
    page.append("<td>");
    span(page, "", difference.map(RowReport.Difference::text).orElse("-"));
    page.append("</td></tr>\n");
  }

  private static String details(TableColumn column, Figure figure, RowReport report) {
    if (column != TableColumn.ACCURACY) {
      return "n = %,d".formatted(figure.n());
    }
    String seeds =
        figure.seeds().size() > 1
            ? "seeds " + String.join(", ", figure.seeds().stream().map(column::text).toList())
            : "n = %,d".formatted(figure.n());
    return report.swapped().isPresent()
        ? seeds + "; swapped images " + column.text(100 * report.swapped().getAsDouble())
        : seeds;
  }

  private static void span(StringBuilder page, String kind, String text) {
    page.append(kind.isEmpty() ? "<span>" : "<span class=\"" + kind + "\">")
        .append(escapeHtml4(text))
        .append("</span>");
  }
}
