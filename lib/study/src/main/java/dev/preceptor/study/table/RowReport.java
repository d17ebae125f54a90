package dev.preceptor.study.table;

import dev.preceptor.study.compare.BootstrapInterval;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a row.
 *
 * @param row the row
 * @param cells its evaluations by the cell's name, in the order of the seeds
 * @param reasons why cells have none, a line each
 */
public record RowReport(TableRow row, Map<String, CellResult> cells, List<String> reasons) {

  public RowReport {
    cells = new LinkedHashMap<>(cells);
    reasons = List.copyOf(reasons);
  }

  /** Its figures; a column that no response has a value for is missing. */
  public Map<TableColumn, Figure> figures() {
    Map<TableColumn, Figure> figures = new EnumMap<>(TableColumn.class);
    List<CellResult> all = results();
    if (!all.isEmpty()) {
      for (TableColumn column : TableColumn.values()) {
        Figure.of(column, all).ifPresent(figure -> figures.put(column, figure));
      }
    }
    return figures;
  }

  /** The evaluations that are of the first one's questions. */
  List<CellResult> results() {
    List<CellResult> all = new ArrayList<>(cells.values());
    return all.stream().filter(cell -> cell.isComparable(all.get(0))).toList();
  }

  /** The accuracy with other questions' images, over the cells that were asked so. */
  OptionalDouble swapped() {
    return cells.values().stream().flatMapToDouble(cell -> cell.swapped().stream()).average();
  }

  /**
   * How much more accurate it is than another row.
   *
   * @param mean percentage points
   * @param interval its 95 % interval, by the paired bootstrap over questions
   */
  public record Difference(double mean, BootstrapInterval interval) {

    String text() {
      return "%+.1f [%+.1f, %+.1f]".formatted(mean, interval.low(), interval.high());
    }
  }

  /** The difference to another row of the same questions; empty if there is none. */
  public Optional<Difference> less(RowReport other) {
    List<CellResult> mine = results();
    List<CellResult> others = other.results();
    if (other.row.equals(row)
        || mine.isEmpty()
        || others.isEmpty()
        || !mine.get(0).isComparable(others.get(0))) {
      return Optional.empty();
    }
    double[] differences = accuracies(mine);
    double[] subtracted = accuracies(others);
    double sum = 0;
    for (int i = 0; i < differences.length; i++) {
      differences[i] -= subtracted[i];
      sum += differences[i];
    }
    return Optional.of(
        new Difference(
            sum / differences.length,
            BootstrapInterval.ofMean(differences, Figure.BOOTSTRAP_SEED)));
  }

  private static double[] accuracies(List<CellResult> cells) {
    return Figure.perQuestion(cells, answer -> answer.value(TableColumn.ACCURACY));
  }
}
