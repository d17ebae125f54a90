package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Flaw;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reduces a prompt to what the ledger needs, and checks it against the recipe. */
final class PromptReading {

  private final Recipe recipe;
  private final StepPlan plan;

  PromptReading(Recipe recipe) {
    this.recipe = recipe;
    plan = StepPlan.of(recipe);
  }

  Entry.Prompt read(Prompt prompt) {
    return new Entry.Prompt(
        prompt.getPolicyVersion(),
        Fingerprint.of(prompt.getQuestion(), prompt.getChoices(), prompt.getAnswer()),
        prompt.getUnit(),
        flaws(prompt));
  }

  private List<Flaw> flaws(Prompt prompt) {
    List<Flaw> flaws = new ArrayList<>();
    var image = imageSha256(prompt.getImage());
    if (!image.equals(prompt.getImageSha256())) {
      flaws.add(
          new Flaw(
              Kind.ALTERED,
              "has an image with SHA-256 %s, but its hash field says %s"
                  .formatted(image, prompt.getImageSha256())));
    }
    long seed = RandomStream.seed(recipe.seed(), prompt.getStep(), prompt.getSlot());
    if (prompt.getSeed() != seed) {
      flaws.add(new Flaw(Kind.ALTERED, "has a seed that does not follow from the run's"));
    }
    int pinned = plan.pinnedVersion(prompt.getStep());
    if (prompt.getPolicyVersion() != pinned) {
      flaws.add(
          new Flaw(
              Kind.VERSION,
              "asks for version %d, but its step requires %d"
                  .formatted(prompt.getPolicyVersion(), pinned)));
    }
    return List.copyOf(flaws);
  }

  private static String imageSha256(ByteBuffer image) {
    if (image == null) {
      return "";
    }
    byte[] bytes = new byte[image.remaining()];
    image.duplicate().get(bytes);
    return Sha256.hex(bytes);
  }
}
