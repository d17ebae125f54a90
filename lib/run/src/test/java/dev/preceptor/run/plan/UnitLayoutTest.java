package dev.preceptor.run.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.testkit.TestRecipes;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UnitLayoutTest {

  @Property
  void theUnitsOfAStepHoldItsPromptsInOrderAndEachOnce(
      @ForAll @IntRange(min = 1, max = 40) int promptsPerStep,
      @ForAll @IntRange(min = 1, max = 12) int samplingUnit) {
    UnitLayout layout = new UnitLayout(promptsPerStep, samplingUnit);
    assertThat(IntStream.range(0, layout.units()).map(layout::sizeOf).sum())
        .isEqualTo(promptsPerStep);
    int[] units = IntStream.range(0, promptsPerStep).map(layout::unitOf).toArray();
    assertThat(units).isSorted();
    for (int unit = 0; unit < layout.units(); unit++) {
      int wanted = unit;
      assertThat(IntStream.of(units).filter(each -> each == wanted).count())
          .isEqualTo(layout.sizeOf(unit))
          .isBetween(1L, (long) samplingUnit);
    }
  }

  @Test
  void aRecipeHasSparesWhereFailedGroupsAreFilledIn() {
    assertThat(UnitLayout.of(TestRecipes.drawn("sampling_unit: 3")))
        .isEqualTo(new UnitLayout(4, 3));
    UnitLayout filling =
        UnitLayout.of(TestRecipes.drawn("sampling_unit: 3", "failed_groups: fill_in"));
    assertThat(filling.slots()).isEqualTo(8);
    assertThat(filling.units()).isEqualTo(2);
    assertThat(filling.unitOf(filling.spareOf(3))).isEqualTo(5);
    assertThat(filling.sizeOf(5)).isEqualTo(1);
  }
}
