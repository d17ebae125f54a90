package dev.preceptor.rollout;

import dev.preceptor.kit.Meters;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.schemas.Rollout;
import io.micrometer.core.instrument.Counter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.IntSupplier;

/** A worker's metrics under {@code /q/metrics}, beside those of every service. */
@Singleton
class RolloutMeters {

  private final Meters meters;
  private final Counter answered;
  private final Counter failed;
  private volatile double applySeconds;

  RolloutMeters(Meters meters) {
    this.meters = meters;
    answered = meters.counter(ServiceMetric.ROLLOUTS, "answered");
    failed = meters.counter(ServiceMetric.ROLLOUTS, "failed");
    meters.gauge(ServiceMetric.POLICY_APPLY, () -> applySeconds);
  }

  /** Shows how many prompts are held, from now on. */
  void watch(IntSupplier held) {
    meters.gauge(ServiceMetric.HELD, held::getAsInt);
  }

  /** A version was built and loaded. */
  void applied(double seconds) {
    applySeconds = seconds;
  }

  /** Counts rollouts that are written. */
  void written(List<Rollout> rollouts) {
    rollouts.forEach(rollout -> (rollout.getFailure() == null ? answered : failed).increment());
  }
}
