package dev.preceptor.study.table;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The evaluation of a cell.
 *
 * @param recipeSha256 of the recipe that it is of
 * @param questionsSha256 of the file of questions
 * @param answers in the order of rows
 * @param metrics names of the metrics that were measured
 * @param constantLetter the accuracy of always answering the most common letter
 * @param longestChoice the accuracy of always answering the longest choice
 * @param swapped the accuracy with other questions' images; empty if it was not measured
 */
public record CellResult(
    String recipeSha256,
    String questionsSha256,
    List<CellAnswer> answers,
    Set<String> metrics,
    double constantLetter,
    double longestChoice,
    OptionalDouble swapped) {

  public CellResult {
    answers = List.copyOf(answers);
    metrics = Set.copyOf(metrics);
  }

  /**
   * With one metric more.
   *
   * @param values a value for each answer; NaN for one that could not be measured
   */
  CellResult with(String metric, double[] values) {
    List<CellAnswer> measured = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      CellAnswer answer = answers.get(i);
      measured.add(Double.isNaN(values[i]) ? answer : answer.with(metric, values[i]));
    }
    Set<String> more = new TreeSet<>(metrics);
    more.add(metric);
    return new CellResult(
        recipeSha256, questionsSha256, measured, more, constantLetter, longestChoice, swapped);
  }

  CellResult withSwapped(double accuracy) {
    return new CellResult(
        recipeSha256,
        questionsSha256,
        answers,
        metrics,
        constantLetter,
        longestChoice,
        OptionalDouble.of(accuracy));
  }

  /** Whether it is of the same questions as another. */
  boolean isComparable(CellResult other) {
    return questionsSha256.equals(other.questionsSha256)
        && answers.stream()
            .map(CellAnswer::row)
            .toList()
            .equals(other.answers.stream().map(CellAnswer::row).toList());
  }
}
