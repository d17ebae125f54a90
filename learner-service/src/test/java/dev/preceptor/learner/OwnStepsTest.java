package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.TakenSteps;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnStepsTest {

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void theBrokerIsAskedOnlyAboutStepsBeyondTheLast() {
    OwnSteps steps = new OwnSteps(() -> 3, TakenSteps.upTo(9), asked::incrementAndGet);
    assertThat(steps.isTaken(3)).isTrue();
    assertThat(asked).hasValue(0);
    assertThat(steps.isTaken(4)).isFalse();
    assertThat(asked).hasValue(1);
  }

  /** To a learner that was frozen, its successor's steps look like those of a stranger. */
  @Test
  void aLearnerThatWasReplacedRefusesNoStep() {
    OwnSteps steps =
        new OwnSteps(
            () -> 3,
            TakenSteps.upTo(9),
            () -> {
              throw new IllegalStateException("replaced");
            });
    assertThatThrownBy(() -> steps.isTaken(4)).hasMessage("replaced");
    assertThatThrownBy(() -> steps.hasMade(4, "aa")).hasMessage("replaced");
    assertThat(steps.hasMade(3, "aa")).isTrue();
  }
}
