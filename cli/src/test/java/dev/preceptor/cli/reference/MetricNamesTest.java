package dev.preceptor.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.Metric;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A metric is named where it is declared, and nowhere else. */
class MetricNamesTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern NAMED_IN_PLACE = Pattern.compile("metrics\\.put\\(\\s*\"");

  @Test
  void noMetricIsNamedWhereItIsComputed() throws Exception {
    try (var files = Files.walk(ROOT)) {
      var sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/main/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(100);
      for (var source : sources) {
        assertThat(Files.readString(source))
            .as("%s names a metric; declare it in the enum of its kind", source)
            .doesNotContainPattern(NAMED_IN_PLACE);
      }
    }
  }

  @Test
  void aStepHasEachMetricOnce() {
    assertThat(
            Stream.<Metric>concat(
                    Stream.of(StepMetric.values()), Stream.of(TrainingMetric.values()))
                .map(Metric::key))
        .doesNotHaveDuplicates();
  }

  @Test
  void aNameTakesItsPlaceInTheKey() {
    assertThat(StepMetric.REWARD_MEAN.key("accuracy")).isEqualTo("rewards/accuracy/mean");
    assertThat(StepMetric.JUDGE_LATE.key("biogpt")).isEqualTo("judges/biogpt/late");
  }
}
