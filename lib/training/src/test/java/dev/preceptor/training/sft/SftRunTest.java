package dev.preceptor.training.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftRunTest {

  private static final Path MODEL =
      Path.of("../models/src/test/resources/goldens/qwen2-vl").toAbsolutePath().normalize();

  @TempDir Path folder;

  /** Records the events. */
  private static final class Recorded implements SftEvents {
    private final List<Integer> steps = new ArrayList<>();
    private final List<Integer> evaluations = new ArrayList<>();
    private final List<Integer> saves = new ArrayList<>();

    @Override
    public void stepped(SftStep step) {
      steps.add(step.step());
    }

    @Override
    public void evaluated(int step, Map<String, Double> metrics) {
      evaluations.add(step);
    }

    @Override
    public void saved(int step, Path checkpoint) {
      saves.add(step);
    }
  }

  @Test
  void aStoppedRunSavesItsLastStepAndSkipsTheEvaluation() {
    Recorded events = new Recorded();
    Path checkpoints = folder.resolve("checkpoints");
    SftRun.Outcome outcome;
    try (SftRun run = new SftRun(recipe(), checkpoints, events)) {
      assertThat(run.examples()).isEqualTo(12);
      assertThat(run.maxSteps()).isEqualTo(9);
      outcome = run.run(() -> events.steps.size() >= 2);
    }
    assertThat(outcome.steps()).isEqualTo(2);
    assertThat(events.steps).containsExactly(1, 2);
    assertThat(events.evaluations).containsExactly(0);
    assertThat(events.saves).containsExactly(2);
    try (Checkpoint saved = Checkpoint.open(checkpoints.resolve("step-2"))) {
      assertThat(PolicyHash.sha256(saved)).isEqualTo(outcome.policySha256());
    }
  }

  @Test
  void rowsThatAreTooLongAreRejectedWithTheirReasons() {
    try (SftRun run =
        new SftRun(
            recipe("max_prompt_length=200"), folder.resolve("checkpoints"), new Recorded())) {
      assertThat(run.examples() + run.rejected().size()).isEqualTo(12);
      run.rejected().forEach(r -> assertThat(r.reason()).contains("max_prompt_length 200"));
    }
  }

  private Recipe recipe(String... overrides) {
    Path data = folder.resolve("data");
    Phantom.draw(new PhantomSpec(data, 12, 4, 1, 56));
    String yaml =
        """
        model: %s
        train_csv: %s/train.csv
        test_csv: %s/test.csv
        images: %s/images
        max_completion_length: 300
        num_train_epochs: 3
        per_device_train_batch_size: 4
        """
            .formatted(MODEL, data, data, data);
    return RecipeReader.parse("recipe", yaml, Job.SFT, List.of(overrides));
  }
}
