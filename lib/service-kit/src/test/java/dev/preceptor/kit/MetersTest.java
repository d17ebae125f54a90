package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.exported.ExportedMetric;
import dev.preceptor.run.exported.ServiceMetric;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class MetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Meters meters = new Meters(registry);

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  @Test
  void aMetricHasTheLabelsThatTheReferenceSays() {
    meters.counter(ServiceMetric.JUDGE_VERDICTS, "semantic", "yes").increment(3);
    assertThat(
            registry
                .get("preceptor_judge_verdicts_total")
                .tags("judge", "semantic", "verdict", "yes")
                .counter()
                .count())
        .isEqualTo(3);
    assertThatThrownBy(() -> meters.counter(ServiceMetric.JUDGE_VERDICTS, "semantic"))
        .hasMessageContaining("preceptor_judge_verdicts_total");
    assertThatThrownBy(() -> meters.gauge(ServiceMetric.GROUPS, () -> 1, "trained"))
        .hasMessage("preceptor_groups_total is a counter, not a gauge");
  }

  @Test
  void aCounterIsThereWithZeroBeforeTheFirstFault() {
    DeadLetterCounts counts = new DeadLetterCounts();
    meters.counter(ServiceMetric.DEAD_LETTERS, () -> counts.of("rollouts"), "rollouts");
    var counter = registry.get(ServiceMetric.DEAD_LETTERS.key()).functionCounter();
    assertThat(counter.count()).isZero();
    counts.count("rollouts");
    counts.count("policy");
    assertThat(counter.count()).isEqualTo(1);
  }

  @Test
  void aStepsMetricsAreThoseOfTheLastStepOnly() {
    PublishedMetrics steps = new PublishedMetrics(meters, ExportedMetric.OF_STEPS);
    steps.publish(
        Map.of(
            "reward", 0.25,
            "rewards/format/mean", 0.5,
            "rewards/accuracy/mean", 0.75,
            "judges/semantic/late", 2.0,
            "time/waiting", 1.5,
            "unknown", 9.0));
    assertThat(gauge("preceptor_reward")).isEqualTo(0.25);
    assertThat(gauge("preceptor_rewards_mean", "reward", "format")).isEqualTo(0.5);
    assertThat(gauge("preceptor_rewards_mean", "reward", "accuracy")).isEqualTo(0.75);
    assertThat(gauge("preceptor_judges_late", "judge", "semantic")).isEqualTo(2);
    assertThat(gauge("preceptor_time_waiting")).isEqualTo(1.5);
    assertThat(registry.getMeters()).hasSize(5);

    steps.publish(Map.of("time/waiting", 2.5));
    assertThat(gauge("preceptor_time_waiting")).isEqualTo(2.5);
    assertThat(gauge("preceptor_reward")).isNaN();
  }

  @Test
  void lagIsTheSumOverPartitionsCountedOnce() {
    Map<MetricName, Metric> all =
        Map.ofEntries(
            lag("r.rollouts", "0", 3.0),
            lag("r_rollouts", "0", 3.0),
            lag("r.rollouts", "1", 4.0),
            lag("r_rollouts", "1", 4.0),
            lag("r.rollouts", "2", Double.NaN),
            lag("r.judgements", "0", 50.0));
    assertThat(ConsumerLag.unread(all, "r.rollouts")).isEqualTo(7);
    assertThat(ConsumerLag.unread(all, "r.judgements")).isEqualTo(50);
    assertThat(ConsumerLag.unread(all, "r.policy")).isZero();
  }

  private static Map.Entry<MetricName, Metric> lag(String topic, String partition, double value) {
    MetricName name =
        new MetricName(
            "records-lag",
            "consumer-fetch-manager-metrics",
            "",
            Map.of("client-id", "c", "topic", topic, "partition", partition));
    return Map.entry(
        name,
        new Metric() {
          @Override
          public MetricName metricName() {
            return name;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }

  @Test
  void residentMemoryIsReadInBytes() {
    assertThat(ResidentMemory.bytes(List.of("VmHWM:\t 9 kB", "VmRSS:\t  2048 kB", "Threads: 3")))
        .isEqualTo(2 << 20);
    assertThat(ResidentMemory.bytes(List.of())).isNaN();
  }
}
