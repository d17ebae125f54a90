package dev.preceptor.vqa.metric;

import dev.preceptor.vqa.grading.Graded;

/** Measures one property of responses. */
public interface ResponseMetric extends AutoCloseable {

  /** The name that {@code preceptor eval --metric} takes. */
  String name();

  /** Measures one response; the result does not depend on the responses before it. */
  Measure of(Graded response);

  @Override
  void close();
}
