package dev.preceptor.study.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.study.bench.MeasuredSteps;
import dev.preceptor.testkit.TestRecipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredRatesTest {

  /** Four groups in one unit: 40 s of sampling, 8 s of learning, 1 s of scoring. */
  private static final String STEP =
      """
      {"step":%d,"step_time":52.0,"time/waiting":42.0,"time/committing":1.0,"time/sampling":40.0,\
      "time/learning":8.0,"time/overlapped":0.0,"time/publishing":2.0,"policy/bytes":1000.0}
      """;

  @TempDir Path folder;

  private MeasuredSteps steps(int number) throws IOException {
    StringBuilder lines = new StringBuilder("{\"step\":0,\"eval_accuracy\":0.5}\n");
    for (int step = 1; step <= number; step++) {
      lines.append(STEP.formatted(step));
    }
    return MeasuredSteps.of(Files.writeString(folder.resolve("metrics.jsonl"), lines));
  }

  @Test
  void whatWasMeasuredIsWhatASimulationOfTheSameFleetGives() throws IOException {
    Recipe recipe = TestRecipes.drawn();
    Rates rates = MeasuredRates.of(recipe, steps(5));
    assertThat(rates.sampling()).isEqualTo(10);
    assertThat(rates.learning()).isEqualTo(2);
    assertThat(rates.scoring()).isEqualTo(1);
    assertThat(rates.publishing()).isEqualTo(3);
    assertThat(rates.policyBytes()).isEqualTo(1000);

    Fleet same = new Fleet(1, 1, OptionalDouble.empty());
    CapacityPlan plan = CapacityPlan.of(recipe, rates, same);
    assertThat(plan.expected().stepSeconds()).isEqualTo(52, within(1e-9));
    assertThat(plan.bottleneck()).isEqualTo(Part.SAMPLING);
    assertThat(plan.advised()).isEqualTo(same);
  }

  @Test
  void asManyWorkersAreAdvisedAsStillShortenAStep() throws IOException {
    Rates rates = MeasuredRates.of(TestRecipes.drawn(), steps(3));
    Recipe units = TestRecipes.drawn("sampling_unit: 1");
    assertThat(CapacityPlan.mostRollouts(units)).isEqualTo(2); // its partitions
    CapacityPlan two = CapacityPlan.of(units, rates, new Fleet(2, 1, OptionalDouble.empty()));
    assertThat(two.advised().rollouts()).isEqualTo(2);
    assertThat(two.expected()).isEqualTo(two.withAdvised());

    Rates learning = rates.with(Part.SAMPLING, 0.01);
    CapacityPlan one = CapacityPlan.of(units, learning, new Fleet(2, 1, OptionalDouble.empty()));
    assertThat(one.advised().rollouts()).isEqualTo(1);
    assertThat(one.bottleneck()).isEqualTo(Part.LEARNING);
  }

  @Test
  void aRunOfTwoStepsMeasuresNothing() {
    assertThatThrownBy(() -> steps(2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("only 2 steps, of which the first 2 are not counted");
  }
}
