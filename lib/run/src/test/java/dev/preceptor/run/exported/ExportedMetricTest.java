package dev.preceptor.run.exported;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.StepMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExportedMetricTest {

  private static ExportedMetric named(String name) {
    return ExportedMetric.OF_STEPS.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNameOfARewardIsALabel() {
    ExportedMetric mean = named("preceptor_rewards_mean");
    assertThat(mean.metric()).isEqualTo(StepMetric.REWARD_MEAN);
    assertThat(mean.label()).contains(Label.REWARD);
    assertThat(mean.valueIn("rewards/format/mean")).contains("format");
    assertThat(mean.valueIn("rewards/format/std")).isEmpty();
    assertThat(mean.valueIn("reward")).isEmpty();
  }

  @Test
  void aMetricWithoutANameHasNoLabel() {
    ExportedMetric waiting = named("preceptor_time_waiting");
    assertThat(waiting.label()).isEmpty();
    assertThat(waiting.valueIn("time/waiting")).contains("");
    assertThat(waiting.valueIn("time/learning")).isEmpty();
  }

  @Test
  void noTwoMetricsHaveOneName() {
    List<String> names = new ArrayList<>();
    ExportedMetric.OF_STEPS.forEach(metric -> names.add(metric.name()));
    ExportedMetric.OF_EVALUATIONS.forEach(metric -> names.add(metric.name()));
    Stream.of(ServiceMetric.values()).forEach(metric -> names.add(metric.key()));
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z_0-9]+"));
  }

  @Test
  void prometheusReadsTheTypeFromTheName() {
    for (ServiceMetric metric : ServiceMetric.values()) {
      assertThat(metric.key().endsWith("_total"))
          .as(metric.key())
          .isEqualTo(metric.type() == ServiceMetric.Type.COUNTER);
    }
  }
}
