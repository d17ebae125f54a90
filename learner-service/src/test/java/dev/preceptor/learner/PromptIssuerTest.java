package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.image.Image;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.Steps;
import dev.preceptor.run.plan.UnitLayout;
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
    Prompt prompt = issuer.issue(3).get(4).prompt();
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
  void aSpareIsAUnitOfItsOwnWithAnotherQuestionAndSeed() {
    PromptIssuer filling =
        new PromptIssuer(Fakes.questions(), PLAN, new UnitLayout(5, 2, true), Fakes.FORMAT, 42);
    Prompt failed = filling.issue(7, 3).prompt();
    Prompt spare = filling.issue(7, 8).prompt();
    assertThat(spare.getUnit()).isEqualTo(3 + 3);
    assertThat(spare.getUnitSize()).isEqualTo(1);
    assertThat(spare.getPolicyVersion()).isEqualTo(failed.getPolicyVersion());
    assertThat(spare.getRow()).isNotEqualTo(failed.getRow());
    assertThat(spare.getSeed()).isNotEqualTo(failed.getSeed());
    assertThat(filling.issue(7)).hasSize(5);
  }

  @Test
  void aRestartedLearnerIssuesTheSame() {
    PromptIssuer restarted =
        new PromptIssuer(Fakes.questions(), PLAN, new UnitLayout(5, 2), Fakes.FORMAT, 42);
    for (int step = 7; step <= 9; step++) {
      assertThat(prompts(restarted, step)).isEqualTo(prompts(issuer, step));
    }
  }

  @Test
  void everyGroupHasASeedOfItsOwn() {
    Set<Long> seeds = new HashSet<>();
    for (int step = 1; step <= 20; step++) {
      prompts(issuer, step).forEach(prompt -> seeds.add(prompt.getSeed()));
    }
    assertThat(seeds).hasSize(100);
  }

  /** Five slots and five questions: every step asks each question once. */
  @Test
  void anImageThatCannotBeUsedIsSentEmptyAndTheOthersWhole() {
    for (Prompt prompt : prompts(issuer, 1)) {
      byte[] image = new byte[prompt.getImage().remaining()];
      prompt.getImage().duplicate().get(image);
      if (prompt.getRow() == 4) {
        assertThat(image).isEmpty();
      } else {
        assertThat(Image.read(image).width()).isEqualTo(28);
      }
      assertThat(prompt.getImageSha256()).hasSize(64);
    }
  }

  @Test
  void promptsMadeAheadAreThoseMadeWhenAsked() {
    PromptsAhead ahead = new PromptsAhead(issuer);
    ahead.prepare(new Steps(2, 3));
    List<Prompt> both = ahead.prompts(new Steps(1, 2));
    assertThat(both.subList(0, 5)).isEqualTo(prompts(issuer, 1));
    assertThat(both.subList(5, 10)).isEqualTo(prompts(issuer, 2));
    ahead.trained(2);
    assertThat(ahead.prompts(new Steps(2, 2))).isEqualTo(prompts(issuer, 2));
  }

  private static List<Prompt> prompts(PromptIssuer issuer, int step) {
    return issuer.issue(step).stream().map(PromptIssuer.Issued::prompt).toList();
  }
}
