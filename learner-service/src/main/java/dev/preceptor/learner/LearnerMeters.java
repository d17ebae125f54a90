package dev.preceptor.learner;

import dev.preceptor.kit.Meters;
import dev.preceptor.kit.PublishedMetrics;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.StepMetric;
import dev.preceptor.run.exported.ExportedMetric;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.sentinel.SentinelAlarm;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import io.micrometer.core.instrument.Counter;
import jakarta.inject.Singleton;
import java.io.File;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The learner's metrics under {@code /q/metrics}, from the records of the steps it commits. */
@Singleton
class LearnerMeters {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Meters meters;
  private final StepPlan plan;
  private final PublishedMetrics steps;
  private volatile long lastStepNanos;
  private final Map<Outcome, Counter> groups = new EnumMap<>(Outcome.class);
  private final Map<String, Counter> late = new LinkedHashMap<>();
  private final Map<String, Counter> unscorable = new LinkedHashMap<>();

  LearnerMeters(
      Meters meters, Recipe recipe, @ConfigProperty(name = "preceptor.run-dir") Path runFolder) {
    this.meters = meters;
    plan = StepPlan.of(recipe);
    steps = new PublishedMetrics(meters, ExportedMetric.OF_STEPS);
    for (Outcome outcome : Outcome.values()) {
      groups.put(outcome, meters.counter(ServiceMetric.GROUPS, outcome.name()));
    }
    for (JudgeKeys judge : recipe.scoring().judges()) {
      String name = judge.name();
      late.put(name, meters.counter(ServiceMetric.WITHOUT_VERDICT, name));
      unscorable.put(name, meters.counter(ServiceMetric.RESPONSES_WITHOUT_VERDICT, name));
    }
    File disk = runFolder.toFile();
    meters.gauge(ServiceMetric.DISK_FREE, disk::getUsableSpace);
  }

  /** Shows how far the run is, from now on. */
  void watch(LearnerLoop loop, SentinelWatch sentinel) {
    lastStepNanos = System.nanoTime();
    meters.gauge(
        ServiceMetric.SINCE_STEP, () -> (System.nanoTime() - lastStepNanos) / NANOS_PER_SECOND);
    meters.gauge(ServiceMetric.STEP, loop::lastTaken);
    meters.gauge(ServiceMetric.STEPS_REMAINING, () -> plan.remainingAfter(loop.lastTaken()));
    meters.gauge(ServiceMetric.HELD, loop::held);
    meters.gauge(ServiceMetric.IN_FLIGHT, loop::inFlight);
    for (SentinelAlarm alarm : SentinelAlarm.values()) {
      meters.gauge(ServiceMetric.SENTINEL, () -> sentinel.level(alarm), alarm.label());
    }
  }

  /** Shows a step that is in the log. */
  void committed(TrainingStep step) {
    lastStepNanos = System.nanoTime();
    steps.publish(step.getMetrics());
    step.getGroups().forEach(group -> groups.get(group.getOutcome()).increment());
    late.forEach((judge, counter) -> counter.increment(metric(step, StepMetric.JUDGE_LATE, judge)));
    unscorable.forEach(
        (judge, counter) -> counter.increment(metric(step, StepMetric.JUDGE_UNSCORABLE, judge)));
  }

  private static double metric(TrainingStep step, StepMetric metric, String judge) {
    return step.getMetrics().getOrDefault(metric.key(judge), 0.0);
  }
}
