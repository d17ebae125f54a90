package dev.preceptor.training.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
  void aCheckpointHasTheImageBoundsThatItWasTrainedWith() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    for (boolean random : new boolean[] {false, true}) {
      try (SftRun run =
          new SftRun(
              recipe(random, "max_pixels=1568", "min_pixels=784", "max_steps=1"),
              checkpoints,
              new Recorded())) {
        run.run(() -> false);
      }
      JsonNode saved =
          new ObjectMapper()
              .readTree(checkpoints.resolve("step-1/preprocessor_config.json").toFile());
      assertThat(saved.path("max_pixels").asInt()).isEqualTo(1568);
      assertThat(saved.path("min_pixels").asInt()).isEqualTo(784);
      assertThat(saved.path("size").path("longest_edge").asInt(1568)).isEqualTo(1568);
    }
  }

  @Test
  void aModelThatContradictsItselfIsRefusedBeforeTheRun() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(MODEL)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    assertThat(SftRun.requireModel(recipe("model=" + model))).isEmpty();
    Path preprocessor = model.resolve("preprocessor_config.json");
    String text = Files.readString(preprocessor);
    Files.writeString(preprocessor, text.replaceAll("(\"patch_size\": *)14", "$116"));
    assertThatThrownBy(() -> SftRun.requireModel(recipe("model=" + model)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(preprocessor + ", patch_size: 16, but 14");
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
    return recipe(false, overrides);
  }

  private Recipe recipe(boolean random, String... overrides) {
    Path data = folder.resolve("data");
    Phantom.draw(new PhantomSpec(data, 12, 4, 1, 56));
    String yaml =
        """
        %s: %s
        train_csv: %s/train.csv
        test_csv: %s/test.csv
        images: %s/images
        max_completion_length: 300
        num_train_epochs: 3
        per_device_train_batch_size: 4
        """
            .formatted(random ? "model_init" : "model", MODEL, data, data, data);
    return RecipeReader.parse("recipe", yaml, Job.SFT, List.of(overrides));
  }
}
