package dev.preceptor.study.table;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * A row with one seed.
 *
 * @param row the row
 * @param seed of its training; empty for a row that is not trained
 */
public record Cell(TableRow row, OptionalLong seed) {

  /** The cells of a row. */
  static List<Cell> of(TableRow row, List<Long> seeds) {
    return row.isTrained()
        ? seeds.stream().map(seed -> new Cell(row, OptionalLong.of(seed))).toList()
        : List.of(new Cell(row, OptionalLong.empty()));
  }

  /** All cells, seed by seed, so that every row has a first result as early as possible. */
  static List<Cell> inOrder(List<TableRow> rows, List<Long> seeds) {
    return LongStream.range(0, seeds.size())
        .boxed()
        .flatMap(
            turn ->
                rows.stream()
                    .map(row -> of(row, seeds))
                    .filter(cells -> turn < cells.size())
                    .map(cells -> cells.get(turn.intValue())))
        .toList();
  }

  /** The name of its run and of its file. */
  public String name() {
    return row.name() + (seed.isPresent() ? "-s" + seed.getAsLong() : "");
  }
}
