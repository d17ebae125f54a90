package dev.preceptor.kit;

import dev.preceptor.run.exported.Label;
import dev.preceptor.run.exported.ServiceMetric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Registers what a service reports under {@code /q/metrics}, by the names and labels of {@link
 * ServiceMetric}. Values of labels are given in the order in which the metric declares its labels.
 * What is counted begins with 0 when it is registered, so register it at the start: a rate needs a
 * value from before the first fault.
 */
@Singleton
public class Meters {

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A value that is asked for at each scrape. */
  public void gauge(ServiceMetric metric, DoubleSupplier value, String... labels) {
    require(metric, ServiceMetric.Type.GAUGE);
    gauge(metric.key(), tags(metric, labels), value);
  }

  void gauge(String name, Tags tags, DoubleSupplier value) {
    registered.add(
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
            .strongReference(true)
            .tags(tags)
            .register(registry));
  }

  /** A number that only grows and that somebody else counts. */
  public void counter(ServiceMetric metric, DoubleSupplier value, String... labels) {
    require(metric, ServiceMetric.Type.COUNTER);
    registered.add(
        FunctionCounter.builder(metric.key(), held(value), DoubleSupplier::getAsDouble)
            .tags(tags(metric, labels))
            .register(registry));
  }

  /** A number that grows, from 0 on. */
  public Counter counter(ServiceMetric metric, String... labels) {
    require(metric, ServiceMetric.Type.COUNTER);
    Counter counter = registry.counter(metric.key(), tags(metric, labels));
    registered.add(counter);
    return counter;
  }

  /** How often something was done, and how long that took in all. */
  public void summary(
      ServiceMetric metric, LongSupplier count, DoubleSupplier seconds, String... labels) {
    require(metric, ServiceMetric.Type.SUMMARY);
    registered.add(
        FunctionTimer.builder(
                metric.key(),
                held(seconds),
                same -> count.getAsLong(),
                DoubleSupplier::getAsDouble,
                TimeUnit.SECONDS)
            .tags(tags(metric, labels))
            .register(registry));
  }

  /**
   * Takes everything out again: Micrometer's global registry outlives the service, and would ask
   * the objects of this one on behalf of the next one in the same process.
   */
  @PreDestroy
  void close() {
    registered.forEach(registry::remove);
  }

  /** Micrometer itself holds what it asks only weakly. */
  private final List<DoubleSupplier> asked = new ArrayList<>();

  private final Queue<Meter> registered = new ConcurrentLinkedQueue<>();

  private synchronized DoubleSupplier held(DoubleSupplier value) {
    asked.add(value);
    return value;
  }

  private static void require(ServiceMetric metric, ServiceMetric.Type type) {
    if (metric.type() != type) {
      throw new IllegalArgumentException(
          "%s is a %s, not a %s".formatted(metric.key(), metric.type().label(), type.label()));
    }
  }

  private static Tags tags(ServiceMetric metric, String... values) {
    List<Label> labels = metric.labels();
    if (labels.size() != values.length) {
      throw new IllegalArgumentException(
          "%s has the labels %s, not %d".formatted(metric.key(), labels, values.length));
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(labels.get(i).key(), values[i]));
    }
    return Tags.of(tags);
  }
}
