package dev.preceptor.cli.models;

import dev.preceptor.run.plan.AnswerPlan;

/** A progress bar for each metric of an evaluation, one after the other. */
final class MetricBars implements AnswerPlan.Progress, AutoCloseable {

  private EvaluationBar bar;
  private String shown = "";

  @Override
  public void at(String metric, int done, int of) {
    if (!metric.equals(shown)) {
      close();
      shown = metric;
      bar = new EvaluationBar(metric, of);
    }
    bar.at(done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
