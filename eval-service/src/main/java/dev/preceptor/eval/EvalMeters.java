package dev.preceptor.eval;

import dev.preceptor.kit.Meters;
import dev.preceptor.kit.PolicyMeters;
import dev.preceptor.kit.PublishedMetrics;
import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.run.exported.ExportedMetric;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.schemas.Evaluation;
import jakarta.inject.Singleton;

/** The metrics of evaluations under {@code /q/metrics}, from the records that are written. */
@Singleton
class EvalMeters {

  private final PublishedMetrics evaluations;
  private volatile int measured = PolicyMeters.NO_VERSION;
  private volatile RunningAccuracy running = new RunningAccuracy(PolicyMeters.NO_VERSION, 0, 0, 0);

  EvalMeters(Meters meters) {
    evaluations = new PublishedMetrics(meters, ExportedMetric.OF_EVALUATIONS);
    meters.gauge(ServiceMetric.EVAL_VERSION, () -> measured);
    meters.gauge(ServiceMetric.EVAL_ANSWERED, () -> running.answered());
    meters.gauge(ServiceMetric.EVAL_QUESTIONS, () -> running.questions());
    meters.gauge(ServiceMetric.EVAL_RUNNING_ACCURACY, () -> running.accuracy());
    meters.gauge(ServiceMetric.EVAL_RUNNING_LOW, () -> running.low());
    meters.gauge(ServiceMetric.EVAL_RUNNING_HIGH, () -> running.high());
  }

  /** Shows what the evaluation under way comes to. */
  void running(RunningAccuracy now) {
    running = now;
  }

  /** Shows an evaluation that is in the log. */
  void written(Evaluation evaluation) {
    evaluations.publish(evaluation.getMetrics());
    measured = evaluation.getPolicyVersion();
  }
}
