package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

class IssuedPromptsTest {

  private static final UnitLayout LAYOUT = new UnitLayout(4, 2, true);

  private static Prompt prompt(int step, int slot) {
    PromptIssuer issuer =
        new PromptIssuer(Fakes.questions(), new StepPlan(9, 1, 1), LAYOUT, Fakes.FORMAT, 1);
    return issuer.issue(step, slot).prompt();
  }

  /** With staleness 1, spares of step 3 come after the prompts of step 4. */
  @Test
  void sparesOfTheStepUnderWayDoNotHideTheStepsThatAreIssued() {
    IssuedPrompts issued =
        IssuedPrompts.of(List.of(prompt(4, 1), prompt(3, 5), prompt(4, 3), prompt(3, 7)), LAYOUT);
    assertThat(issued.lastStep()).isEqualTo(4);
    assertThat(issued.spares()).containsOnly(new GroupKey(3, 5), new GroupKey(3, 7));
  }

  @Test
  void anEmptyLogHasIssuedNothing() {
    assertThat(IssuedPrompts.of(List.of(), LAYOUT).lastStep()).isZero();
  }
}
