package dev.preceptor.vqa.metric;

import dev.preceptor.vqa.grading.Graded;
import java.util.List;

/** Measures one property of responses. */
public interface ResponseMetric extends AutoCloseable {

  /** The name that recipes and {@code preceptor eval --metric} give it. */
  String name();

  /** Measures one response; the result does not depend on the responses before it. */
  Measure of(Graded response);

  /** Measures several responses; one measure for each, the same as of it alone. */
  default List<Measure> ofAll(List<Graded> responses) {
    return responses.stream().map(this::of).toList();
  }

  @Override
  void close();
}
