package dev.preceptor.console.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepTableTest {

  private static final Set<String> KL = Set.of("kl");

  private static StepTable table(int steps, int maxRows) {
    StepTable table = new StepTable(maxRows);
    for (int step = 1; step <= steps; step++) {
      table.add(step, 1000L * step, Map.of("kl", step == 777 ? 50.0 : 1.0));
    }
    return table;
  }

  @Test
  void thinningLosesNoSpike() {
    Curves curves = table(5_000, 1 << 15).curves(KL, 0, Integer.MAX_VALUE, 100);
    assertThat(curves.steps()).hasSize(100);
    assertThat(curves.stepsPerPoint()).isEqualTo(50);
    Curves.Line line = curves.lines().get("kl");
    assertThat(line.high()).contains(50f);
    assertThat(line.mean()[777 / 50]).isEqualTo((49 + 50) / 50f);
    assertThat(line.low()).containsOnly(1f);
  }

  @Test
  void aRangeIsShownStepByStepWhereItHasRoom() {
    Curves curves = table(5_000, 1 << 15).curves(KL, 770, 780, 100);
    assertThat(curves.steps()).containsExactly(IntStream.rangeClosed(770, 780).toArray());
    assertThat(curves.lines().get("kl").mean()[7]).isEqualTo(50f);
    assertThat(curves.lines().get("kl").high()).isEmpty();
    assertThat(curves.millis()[0]).isEqualTo(770_000);
  }

  @Test
  void aLongRunKeepsEverySecondStepAndNoMoreRowsThanAllowed() {
    StepTable table = table(10_000, 1_000);
    assertThat(table.rows()).isLessThanOrEqualTo(1_000);
    Curves curves = table.curves(KL, 0, Integer.MAX_VALUE, 5_000);
    assertThat(curves.stepsPerPoint()).isEqualTo(16);
    assertThat(curves.steps()[curves.steps().length - 1]).isGreaterThan(9_984 - 16);
  }

  @Test
  void aMetricThatBeginsLaterIsUnknownBefore() {
    StepTable table = new StepTable();
    table.add(1, 1, Map.of("a", 1.0));
    table.add(2, 2, Map.of("b", Double.NaN, "c", 3.0));
    Curves curves = table.curves(Set.of("a", "c", "no such metric"), 0, 9, 10);
    assertThat(curves.lines()).containsOnlyKeys("a", "c");
    assertThat(curves.lines().get("a").mean()).containsExactly(1f, null);
    assertThat(curves.lines().get("c").mean()).containsExactly(null, 3f);
    assertThat(table.last()).containsOnly(Map.entry("c", 3f));
  }

  @Test
  void namesFromTheLogCannotFillTheMemory() {
    StepTable table = new StepTable();
    Map<String, Double> many = new HashMap<>();
    IntStream.range(0, 5_000).forEach(i -> many.put("metric-" + i, 1.0));
    many.put("x".repeat(1 << 20), 1.0);
    table.add(1, 1, many);
    assertThat(table.names()).hasSize(StepTable.MAX_COLUMNS);
  }

  @Test
  void nothingIsShownOfARunWithoutSteps() {
    assertThat(new StepTable().curves(KL, 0, Integer.MAX_VALUE, 400).steps()).isEmpty();
  }
}
