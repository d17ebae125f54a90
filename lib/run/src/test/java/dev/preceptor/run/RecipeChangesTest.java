package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.testkit.TestRecipes;
import org.junit.jupiter.api.Test;

class RecipeChangesTest {

  @Test
  void aRunMayBeResumedWithMoreStepsAndWorkersAndShownElsewhere() {
    assertThatCode(
            () ->
                RecipeChanges.requireCompatible(
                    "mine",
                    TestRecipes.drawn("max_steps: 10"),
                    TestRecipes.drawn("max_steps: 20", "rollout_workers: 3", "console_port: 8383")))
        .doesNotThrowAnyException();
  }

  @Test
  void anyOtherDifferenceIsReportedWithBothValues() {
    assertThatThrownBy(
            () ->
                RecipeChanges.requireCompatible(
                    "mine", TestRecipes.drawn("beta: 0.04"), TestRecipes.drawn("beta: 0.1")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "run mine was started with beta 0.04 and cannot be resumed with 0.1");
  }
}
