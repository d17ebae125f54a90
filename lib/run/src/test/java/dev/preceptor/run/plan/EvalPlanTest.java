package dev.preceptor.run.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvalPlanTest {

  private static IntStream wanted(EvalPlan plan) {
    return IntStream.rangeClosed(0, 200).filter(plan::wants);
  }

  @Test
  void thePolicyIsEvaluatedBeforeTrainingAtEveryIntervalAndAtTheEnd() {
    assertThat(wanted(new EvalPlan(25, 60, Set.of()))).containsExactly(0, 25, 50, 60);
  }

  @Test
  void withoutAnIntervalItIsEvaluatedBeforeAndAfterTraining() {
    assertThat(wanted(new EvalPlan(0, 60, Set.of()))).containsExactly(0, 60);
  }

  @Test
  void evaluatedVersionsAreNotEvaluatedAgain() {
    assertThat(wanted(new EvalPlan(25, 60, Set.of(0, 25)))).containsExactly(50, 60);
  }
}
