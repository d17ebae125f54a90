package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How two versions differ.
 *
 * @param from the one version
 * @param to the other
 * @param compared questions that both answered
 * @param gained how many were wrong and are right
 * @param lost how many were right and are wrong
 * @param pairs the first of both kinds, side by side
 */
public record FlipView(
    @JsonProperty("from") int from,
    @JsonProperty("to") int to,
    @JsonProperty("compared") int compared,
    @JsonProperty("gained") int gained,
    @JsonProperty("lost") int lost,
    @JsonProperty("pairs") List<Pair> pairs) {

  /** The two answers to one question. */
  public record Pair(
      @JsonProperty("before") AnswerView before, @JsonProperty("after") AnswerView after) {}
}
