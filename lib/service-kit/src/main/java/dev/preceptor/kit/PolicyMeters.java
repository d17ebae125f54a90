package dev.preceptor.kit;

import dev.preceptor.run.exported.ServiceMetric;
import io.micrometer.core.instrument.Counter;
import jakarta.inject.Singleton;

/** What a service that reads the policy topic has received and uses. */
@Singleton
public class PolicyMeters {

  /** The version before the first. */
  public static final int NO_VERSION = -1;

  private final Counter received;
  private volatile int version = NO_VERSION;

  PolicyMeters(Meters meters) {
    received = meters.counter(ServiceMetric.POLICY_RECEIVED);
    meters.gauge(ServiceMetric.POLICY_VERSION, () -> version);
  }

  /** Counts a record of the policy topic. */
  public void received(int bytes) {
    received.increment(bytes);
  }

  /** From now on this version is in use. */
  public void uses(int newVersion) {
    version = newVersion;
  }
}
