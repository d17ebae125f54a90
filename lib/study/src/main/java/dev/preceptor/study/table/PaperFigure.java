package dev.preceptor.study.table;

import java.util.OptionalDouble;

/**
 * A number of the paper's table.
 *
 * @param mean as printed
 * @param std what stands behind ±; empty for accuracies
 * @param starred whether the paper took it on the answer, for want of reasoning
 */
public record PaperFigure(double mean, OptionalDouble std, boolean starred) {

  String text(TableColumn column) {
    String text = column == TableColumn.ACCURACY ? "%.2f".formatted(mean) : column.text(mean);
    return text
        + (std.isPresent() ? " ± " + column.text(std.getAsDouble()) : "")
        + (starred ? "*" : "");
  }
}
