package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preceptor plan} on the metrics of a run of four groups in one unit. */
class PlanCommandTest {

  private static final String RECIPE =
      """
      model: %s
      phantom: {train: 8, test: 4, size: 56, seed: 1}
      prompts_per_step: 4
      sampling_unit: %d
      num_generations: 2
      max_completion_length: 16
      rewards: [{name: format, weight: 1}]
      threads: 1
      """;

  @TempDir Path folder;

  private Path planned;

  @BeforeEach
  void measure() throws IOException {
    Path run = Files.createDirectories(folder.resolve("runs/measured"));
    Files.writeString(run.resolve("recipe.yaml"), RECIPE.formatted(folder.resolve("model"), 4));
    var steps = new StringBuilder();
    for (int step = 1; step <= 4; step++) {
      steps.append(
          """
          {"step":%d,"step_time":52.0,"time/waiting":42.0,"time/committing":1.0,"time/sampling":40.0,\
          "time/learning":8.0,"time/overlapped":0.0,"time/publishing":2.0,"policy/bytes":1000.0}
          """
              .formatted(step));
    }
    Files.writeString(run.resolve("metrics.jsonl"), steps);
    planned =
        Files.writeString(
            folder.resolve("planned.yaml"), RECIPE.formatted(folder.resolve("model"), 1));
  }

  private Executed plan(Object... more) {
    Object[] arguments = new Object[more.length + 6];
    Object[] first = {
      "plan", planned, "--measured", "measured", "--runs-dir", folder.resolve("runs")
    };
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return preceptor(arguments);
  }

  @Test
  void saysHowLongAStepTakesAndHowManyWorkersToUse() {
    JsonNode one = plan("--json").json();
    assertThat(one.path("step_seconds").asDouble()).isEqualTo(40 + 1 + 2 + 3, within(1e-9));
    assertThat(one.path("bottleneck").asText()).isEqualTo("sampling");
    assertThat(one.path("advised_rollout_workers").asInt()).isEqualTo(4);
    assertThat(one.path("advised_step_seconds").asDouble()).isEqualTo(10 + 1 + 8 + 3, within(1e-9));
    assertThat(one.path("keda").path("rollout_max_replica_count").asInt()).isEqualTo(4);
    assertThat(one.path("log").path("written_bytes_per_second").asDouble()).isPositive();

    JsonNode two = plan("--rollouts", 2, "--json").json();
    assertThat(two.path("step_seconds").asDouble()).isEqualTo(20 + 1 + 2 * 2 + 3, within(1e-9));
    assertThat(plan("--rollouts", 2).out())
        .startsWith("with 2 rollout workers\n  a step takes         28.000 s\n")
        .contains("advised: 4 rollout workers\n", "maxReplicaCount 4, lagThreshold 1");
  }

  @Test
  void whatItCannotKnowIsRefusedInOneLine() throws IOException {
    assertRefused(plan("--rollouts", 0), "--rollouts 0 is out of range; use 1 or more");
    assertRefused(
        plan("--broker-bandwidth", -1),
        "--broker-bandwidth -1.0 is out of range; use a number above 0");
    Files.writeString(
        planned,
        """
        judges: [{name: sense, model: %1$s/judge}]
        rewards: [{name: semantic, weight: 1, judges: [sense]}]
        model: %1$s/model
        phantom: {train: 8, test: 4, size: 56, seed: 1}
        """
            .formatted(folder));
    assertRefused(plan(), "--measured measured: that run had no judge sense, so it is not known");
    assertRefused(
        preceptor("plan", planned, "--measured", "other", "--runs-dir", folder.resolve("runs")),
        "run other: no such run");
  }

  private static void assertRefused(Executed executed, String why) {
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains(why).hasLineCount(1);
  }
}
