package dev.preceptor.study.table;

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
 * @param measures values of metrics by name; without those that could not be measured
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

  CellAnswer with(String metric, double value) {
    Map<String, Double> more = new HashMap<>(measures);
    more.put(metric, value);
    return new CellAnswer(row, answer, response, correct, thinkingTokens, more);
  }

  /** Its value in a column; NaN if it has none. */
  double value(TableColumn column) {
    return switch (column) {
      case ACCURACY -> correct ? 100 : 0;
      case THINKING_LENGTH -> thinkingTokens > 0 ? thinkingTokens : Double.NaN;
      case SIMILARITY, PERPLEXITY, THINKING_REWARD ->
          measures.getOrDefault(column.key(), Double.NaN);
    };
  }
}
