package dev.preceptor.study.table;

import dev.preceptor.study.compare.BootstrapInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What the cells of a row say in one column.
 *
 * @param mean over all responses that have a value, of all seeds
 * @param std their standard deviation, with n - 1 in the denominator; empty for fewer than two
 * @param n number of these responses
 * @param interval 95 % interval of the mean over questions, by the bootstrap: a question's value is
 *     its mean over the seeds
 * @param seeds the mean of each seed that has one
 * @param starred whether it is of answers, because no response of the row has reasoning
 */
public record Figure(
    double mean,
    OptionalDouble std,
    int n,
    BootstrapInterval interval,
    List<Double> seeds,
    boolean starred) {

  /** Of the draws: the same for every row, so rows of the same questions are drawn in pairs. */
  static final long BOOTSTRAP_SEED = 0;

  public Figure {
    seeds = List.copyOf(seeds);
  }

  /**
   * A column over the cells of a row; empty if no response has a value. Values of answers stand in
   * only where there is no reasoning at all, never among values of reasoning.
   */
  static Optional<Figure> of(TableColumn column, List<CellResult> cells) {
    return of(cells, answer -> answer.value(column), false)
        .or(() -> of(cells, answer -> answer.valueOfAnswer(column), true));
  }

  private static Optional<Figure> of(
      List<CellResult> cells, ToDoubleFunction<CellAnswer> value, boolean starred) {
    double[] values =
        cells.stream()
            .flatMap(cell -> cell.answers().stream())
            .mapToDouble(value)
            .filter(Double::isFinite)
            .toArray();
    if (values.length == 0) {
      return Optional.empty();
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double[] questions =
        Arrays.stream(perQuestion(cells, value)).filter(Double::isFinite).toArray();
    List<Double> seeds = new ArrayList<>();
    for (CellResult cell : cells) {
      cell.answers().stream()
          .mapToDouble(value)
          .filter(Double::isFinite)
          .average()
          .ifPresent(seeds::add);
    }
    return Optional.of(
        new Figure(
            mean,
            deviation(values, mean),
            values.length,
            BootstrapInterval.ofMean(questions, BOOTSTRAP_SEED),
            seeds,
            starred));
  }

  /** The mean over the cells for each question, in the order of rows; NaN where no cell has one. */
  static double[] perQuestion(List<CellResult> cells, ToDoubleFunction<CellAnswer> value) {
    double[] means = new double[cells.get(0).answers().size()];
    for (int i = 0; i < means.length; i++) {
      int question = i;
      means[i] =
          cells.stream()
              .mapToDouble(cell -> value.applyAsDouble(cell.answers().get(question)))
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
    }
    return means;
  }

  private static OptionalDouble deviation(double[] values, double mean) {
    if (values.length < 2) {
      return OptionalDouble.empty();
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (values.length - 1)));
  }

  /** As in the table: an accuracy with its interval, others with their standard deviation. */
  String text(TableColumn column) {
    if (column == TableColumn.ACCURACY) {
      return "%s [%s, %s]"
          .formatted(column.text(mean), column.text(interval.low()), column.text(interval.high()));
    }
    return column.text(mean)
        + (std.isPresent() ? " ± " + column.text(std.getAsDouble()) : "")
        + (starred ? "*" : "");
  }
}
