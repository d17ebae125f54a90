package dev.preceptor.vqa.metric;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.vqa.ThinkingSpan;
import dev.preceptor.vqa.grading.Graded;
import java.util.function.Supplier;

/** A metric of the reasoning between {@code <think>} and {@code </think>}. */
abstract class ReasoningMetric implements ResponseMetric {

  @Override
  public final Measure of(Graded response) {
    ThinkingSpan span = ThinkingSpan.of(response.response());
    return span.isPresent()
        ? measured(() -> of(response, span.text(response.response())))
        : measured(() -> withoutReasoning(response, span.why()));
  }

  private static Measure measured(Supplier<Measure> measuring) {
    try {
      return measuring.get();
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

  /**
   * Measures a response that has no reasoning.
   *
   * @param why why it has none
   */
  Measure withoutReasoning(Graded response, String why) {
    return Measure.none(why);
  }
}
