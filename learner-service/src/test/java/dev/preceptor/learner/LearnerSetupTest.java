package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.testkit.TinyModel;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerSetupTest {

  @TempDir Path folder;

  /** These files go into every published version and every checkpoint. */
  @Test
  void thePolicyHasTheImageBoundsThatItIsTrainedWith() throws IOException {
    Path data = folder.resolve("data");
    Phantom.draw(new PhantomSpec(data, 4, 2, 1, 56));
    String yaml =
        """
        model: %s
        train_csv: %2$s/train.csv
        test_csv: %2$s/test.csv
        images: %2$s/images
        max_steps: 1
        max_pixels: 1568
        min_pixels: 784
        """
            .formatted(TinyModel.writeTo(folder.resolve("model")), data);
    Recipe recipe = RecipeReader.parse("test", yaml, Job.TRAIN);
    LearnerSetup setup = LearnerSetup.of(recipe, StepPlan.of(recipe), Compute.cpu(), "");
    byte[] written = setup.trainer().policy().files().get("preprocessor_config.json");
    JsonNode config = new ObjectMapper().readTree(written);
    assertThat(config.path("max_pixels").asInt()).isEqualTo(1568);
    assertThat(config.path("min_pixels").asInt()).isEqualTo(784);
  }
}
