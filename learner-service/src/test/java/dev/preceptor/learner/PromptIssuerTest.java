package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.kit.UnitLayout;
import dev.preceptor.models.image.Picture;
import dev.preceptor.schemas.Prompt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptIssuerTest {

  private static final StepPlan PLAN = new StepPlan(100, 1, 10);

  private final PromptIssuer issuer =
      new PromptIssuer(Fakes.questions(), PLAN, new UnitLayout(5, 2), Fakes.FORMAT, 42);

  @Test
  void aPromptCarriesAllThatItsAnswerNeeds() {
    Prompt prompt = issuer.prompts(new Steps(3, 3)).get(4);
    assertThat(prompt.getStep()).isEqualTo(3);
    assertThat(prompt.getSlot()).isEqualTo(4);
    assertThat(prompt.getUnit()).isEqualTo(2);
    assertThat(prompt.getUnitSize()).isEqualTo(1);
    assertThat(prompt.getPolicyVersion()).isEqualTo(1);
    assertThat(prompt.getText()).isEqualTo("[question " + prompt.getRow() + "]");
    assertThat(prompt.getAnswer()).isEqualTo("B");
    assertThat(prompt.getChoices()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aRestartedLearnerIssuesTheSame() {
    PromptIssuer restarted =
        new PromptIssuer(Fakes.questions(), PLAN, new UnitLayout(5, 2), Fakes.FORMAT, 42);
    assertThat(restarted.prompts(new Steps(7, 9))).isEqualTo(issuer.prompts(new Steps(7, 9)));
  }

  @Test
  void everyGroupHasASeedOfItsOwn() {
    List<Prompt> prompts = issuer.prompts(new Steps(1, 20));
    Set<Long> seeds = new HashSet<>(prompts.stream().map(Prompt::getSeed).toList());
    assertThat(seeds).hasSize(100);
  }

  /** Five slots and five questions: every step asks each question once. */
  @Test
  void aPictureThatCannotBeUsedIsSentEmptyAndTheOthersWhole() {
    for (Prompt prompt : issuer.prompts(new Steps(1, 1))) {
      byte[] image = new byte[prompt.getImage().remaining()];
      prompt.getImage().duplicate().get(image);
      if (prompt.getRow() == 4) {
        assertThat(image).isEmpty();
      } else {
        assertThat(Picture.read(image).width()).isEqualTo(28);
      }
      assertThat(prompt.getImageSha256()).hasSize(64);
    }
  }
}
