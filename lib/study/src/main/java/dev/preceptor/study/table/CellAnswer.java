package dev.preceptor.study.table;

import dev.preceptor.vqa.benchmark.EvaluationFigures;
import dev.preceptor.vqa.metric.Measure;
import java.util.HashMap;
import java.util.Map;

/**
 * A policy's answer to a question, measured.
 *
 * @param row the question's row in its file
 * @param answer the correct letter
 * @param response the policy's response
 * @param correct whether it was graded correct
 * @param thinkingTokens tokens of its reasoning; 0 if it has none
 * @param measures values of metrics by name; without those that could not be measured. One that is
 *     of the answer, for want of reasoning, has a name of its own
 */
public record CellAnswer(
    long row,
    String answer,
    String response,
    boolean correct,
    int thinkingTokens,
    Map<String, Double> measures) {

  public CellAnswer {
    measures = Map.copyOf(measures);
  }

  CellAnswer with(String metric, Measure measure) {
    if (measure.value().isEmpty()) {
      return this;
    }
    Map<String, Double> more = new HashMap<>(measures);
    more.put(
        measure.ofAnswer() ? metric + EvaluationFigures.OF_ANSWER : metric,
        measure.value().getAsDouble());
    return new CellAnswer(row, answer, response, correct, thinkingTokens, more);
  }

  /** Its value of the answer in a column where it has no reasoning; NaN if it has none. */
  double valueOfAnswer(TableColumn column) {
    return measures.getOrDefault(column.key() + EvaluationFigures.OF_ANSWER, Double.NaN);
  }

  /** Its value in a column, of the reasoning; NaN if it has none. */
  double value(TableColumn column) {
    return switch (column) {
      case ACCURACY -> correct ? 100 : 0;
      case THINKING_LENGTH -> thinkingTokens > 0 ? thinkingTokens : Double.NaN;
      case SIMILARITY, PERPLEXITY, THINKING_REWARD ->
          measures.getOrDefault(column.key(), Double.NaN);
    };
  }
}
