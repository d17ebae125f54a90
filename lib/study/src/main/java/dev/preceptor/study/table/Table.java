package dev.preceptor.study.table;

import dev.preceptor.vqa.RowsHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table as far as it is known.
 *
 * @param folder name of the folder of recipes
 * @param seeds the seeds that were asked for
 * @param rows in the paper's order
 * @param metricReasons why a metric was not measured, by its column
 */
public record Table(
    String folder, List<Long> seeds, List<RowReport> rows, Map<TableColumn, String> metricReasons) {

  public Table {
    seeds = List.copyOf(seeds);
    rows = List.copyOf(rows);
  }

  /** The row that others are compared with: the first that is not trained and has an evaluation. */
  public Optional<RowReport> base() {
    return rows.stream()
        .filter(report -> !report.row().isTrained() && !report.cells().isEmpty())
        .findFirst();
  }

  /** How the intervals were made, which whoever reads the table must know. */
  static String method() {
    return "Accuracy: mean over all questions and seeds, with a 95 % interval over questions"
        + " (10,000 bootstrap draws with replacement; a question's value is its mean over"
        + " the seeds). The differences use the same draws for both rows (paired bootstrap)."
        + " The intervals do not say how much another seed would change; the seeds' own"
        + " means do. Other columns: mean ± standard deviation over the responses of all"
        + " seeds that have reasoning, with their number.";
  }

  /** The foot: what accuracies are to be held against, and which questions they are of. */
  List<String> foot() {
    List<String> lines = new ArrayList<>();
    lines.add(method());
    rows.stream()
        .flatMap(report -> report.cells().values().stream())
        .collect(Collectors.groupingBy(Table::questions))
        .forEach(
            (questions, cells) ->
                lines.add(
                    "%s Floors: always the most common letter %.1f %%, always the longest choice %.1f %%."
                        .formatted(
                            questions,
                            100 * cells.get(0).constantLetter(),
                            100 * cells.get(0).longestChoice())));
    if (rows.stream()
        .anyMatch(
            report ->
                report.row().paper().values().stream().anyMatch(PaperFigure::starred)
                    || report.figures().values().stream().anyMatch(Figure::starred))) {
      lines.add("*: of the answers, because there is no reasoning.");
    }
    if (rows.stream().allMatch(report -> report.swapped().isEmpty())) {
      lines.add(
          "Swapped images: not measured; --swap-images asks every question again with another"
              + " question's image.");
    }
    metricReasons.forEach((column, why) -> lines.add(column.title() + ": " + why));
    for (RowReport report : rows) {
      report.reasons().forEach(why -> lines.add(report.row().name() + ": " + why));
    }
    return lines;
  }

  private static String questions(CellResult cell) {
    return "%,d questions, rows SHA-256 %.12s of file %.12s."
        .formatted(
            cell.answers().size(),
            RowsHash.of(cell.answers().stream().mapToLong(CellAnswer::row)),
            cell.questionsSha256());
  }
}
