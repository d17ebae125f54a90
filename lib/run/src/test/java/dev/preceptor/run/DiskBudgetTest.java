package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.testkit.TestRecipes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBudgetTest {

  private static final ModelFacts SMALL =
      new ModelFacts("sha", "files-sha", 4_000_000, 8_000_000, List.of());

  @TempDir Path folder;

  @Test
  void moreStepsGroupsAndCheckpointsNeedMoreSpace() {
    long base = bytes("save_steps: 100");
    assertThat(DiskBudget.bytes(TestRecipes.drawn("save_steps: 100"), 200, SMALL, 1000))
        .isGreaterThan(base);
    assertThat(bytes("save_steps: 100", "max_pixels: 3136", "sampling_unit: 1")).isEqualTo(base);
    assertThat(bytes("save_steps: 10")).isGreaterThan(base);
    assertThat(bytes("save_steps: 10", "save_total_limit: 1")).isLessThan(bytes("save_steps: 10"));
    assertThat(bytes("save_steps: 10", "save_total_limit: 1", "history_steps: 20"))
        .isLessThan(bytes("save_steps: 10", "save_total_limit: 1"));
  }

  @Test
  void oldWeightsAreDeletedFromTheLog() {
    var recipe = TestRecipes.drawn("save_steps: 1000000");
    var large = new ModelFacts("sha", "files-sha", 2_000_000_000L, 4_000_000_000L, List.of());
    assertThat(DiskBudget.bytes(recipe, 100_000, large, 0))
        .isLessThan(100_000L * large.publishedBytes() / 100);
  }

  @Test
  void tooLittleSpaceIsReportedWithBothSizes() {
    assertThatThrownBy(() -> DiskBudget.require(folder.resolve("not/there"), Long.MAX_VALUE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("this run may need");
    DiskBudget.require(folder, 1);
  }

  @Test
  void aCheckpointHoldsWhatLearnsAndItsMomentsAndMasters() {
    HostTensor saved =
        new HostTensor(DType.BF16, new long[] {3, 4}, ByteBuffer.allocateDirect(2 * 12));
    assertThat(DiskBudget.checkpointBytes(List.of(saved, saved))).isEqualTo(2 * 12 * (2 + 12));
  }

  @Test
  void checkpointsAreCountedByTheirLimit() {
    RunFolder run = new RunFolder(folder, "run");
    long third = DiskBudget.free(folder) / 3;
    Recipe recipe = TestRecipes.drawn("save_steps: 10", "save_total_limit: 1");
    DiskBudget.requireCheckpoints(run, recipe, 100, third);
    Recipe two = TestRecipes.drawn("save_steps: 10", "save_total_limit: 2");
    assertThatThrownBy(() -> DiskBudget.requireCheckpoints(run, two, 100, third))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("this run may need");
    DiskBudget.requireCheckpoints(run, two, 5, third);
  }

  private static long bytes(String... lines) {
    return DiskBudget.bytes(TestRecipes.drawn(lines), 100, SMALL, 1000);
  }
}
