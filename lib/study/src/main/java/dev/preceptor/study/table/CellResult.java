package dev.preceptor.study.table;

import dev.preceptor.vqa.metric.Measure;
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
   * @param measures one for each answer
   */
  CellResult with(String metric, List<Measure> measures) {
    List<CellAnswer> measured = new ArrayList<>();
    for (int i = 0; i < measures.size(); i++) {
      measured.add(answers.get(i).with(metric, measures.get(i)));
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
