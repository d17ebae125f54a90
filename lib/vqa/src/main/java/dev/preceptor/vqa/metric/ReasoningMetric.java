package dev.preceptor.vqa.metric;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.vqa.ThinkingSpan;
import dev.preceptor.vqa.grading.Graded;

/** A metric of the reasoning between {@code <think>} and {@code </think>}. */
abstract class ReasoningMetric implements ResponseMetric {

  @Override
  public final Measure of(Graded response) {
    ThinkingSpan span = ThinkingSpan.of(response.response());
    if (!span.isPresent()) {
      return Measure.none(span.why());
    }
    try {
      return of(response, span.text(response.response()));
    } catch (InputException | NotFiniteException e) {
      return Measure.none(e.getMessage());
    }
  }

  /**
   * Measures a reasoning.
   *
   * @param reasoning not empty
   * @throws InputException if the metric's model cannot process it
   */
  abstract Measure of(Graded response, String reasoning);
}
