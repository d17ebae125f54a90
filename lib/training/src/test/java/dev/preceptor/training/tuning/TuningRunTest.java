package dev.preceptor.training.tuning;

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
import dev.preceptor.training.dpo.PreferenceTuning;
import dev.preceptor.training.sft.SupervisedTuning;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningRunTest {

  private static final Path MODEL =
      Path.of("../models/src/test/resources/goldens/qwen2-vl").toAbsolutePath().normalize();

  @TempDir Path folder;

  /** Records the events; dies at one. */
  private static final class Recorded implements TuningEvents {
    private final List<Integer> steps = new ArrayList<>();
    private final List<Integer> evaluations = new ArrayList<>();
    private final List<Integer> saves = new ArrayList<>();
    private int resumed;
    private String dies = "";

    static Recorded dyingAt(String event) {
      Recorded events = new Recorded();
      events.dies = event;
      return events;
    }

    private void happens(String event) {
      if (event.equals(dies)) {
        throw new Killed();
      }
    }

    @Override
    public void stepped(TuningStep step) {
      steps.add(step.step());
      happens("step " + step.step());
    }

    @Override
    public void evaluated(int step, Map<String, Double> metrics) {
      evaluations.add(step);
      happens("evaluation " + step);
    }

    @Override
    public void saved(int step, Path checkpoint) {
      saves.add(step);
      happens("save " + step);
    }

    @Override
    public void resumed(int step) {
      resumed = step;
    }

    @Override
    public void damaged(String what) {
      throw new AssertionError(what);
    }
  }

  /** The process is dead. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private TuningRun<?> run(Recipe recipe, Path checkpoints, TuningEvents events) {
    return recipe.job() == Job.DPO
        ? new TuningRun<>(new PreferenceTuning(), recipe, checkpoints, events)
        : new TuningRun<>(new SupervisedTuning(), recipe, checkpoints, events);
  }

  @Test
  void aStoppedRunSavesItsLastStepAndSkipsTheEvaluation() {
    Recorded events = new Recorded();
    Path checkpoints = folder.resolve("checkpoints");
    TuningRun.Outcome outcome;
    try (TuningRun<?> run = run(recipe(), checkpoints, events)) {
      assertThat(run.examples()).isEqualTo(12);
      assertThat(run.maxSteps()).isEqualTo(9);
      outcome = run.run(Set.of(), () -> events.steps.size() >= 2);
    }
    assertThat(outcome.steps()).isEqualTo(2);
    assertThat(events.steps).containsExactly(1, 2);
    assertThat(events.evaluations).containsExactly(0);
    assertThat(events.saves).containsExactly(2);
    try (Checkpoint saved = Checkpoint.open(checkpoints.resolve("step-2"))) {
      assertThat(PolicyHash.sha256(saved)).isEqualTo(outcome.policySha256());
    }
  }

  /** Killed before the first checkpoint, after one, and at the last save. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"SFT, true", "DPO, false"})
  void aKilledRunGoesOnAfterItsCheckpointAndEndsWithTheSameBits(Job job, boolean adapter) {
    Recipe recipe =
        recipe(
            job,
            "model",
            "save_steps=2",
            "eval_steps=3",
            "max_steps=5",
            "max_completion_length=200",
            "use_peft=" + adapter);
    TuningRun.Outcome expected;
    try (TuningRun<?> run = run(recipe, folder.resolve("baseline"), new Recorded())) {
      expected = run.run(Set.of(), () -> false);
    }
    assertThat(expected.changed()).isTrue();
    Path checkpoints = folder.resolve("checkpoints");
    List<Integer> evaluated = new ArrayList<>();
    List<Integer> resumed = new ArrayList<>();
    for (String death : List.of("step 1", "evaluation 3", "save 5")) {
      Recorded events = Recorded.dyingAt(death);
      try (TuningRun<?> run = run(recipe, checkpoints, events)) {
        assertThatThrownBy(() -> run.run(Set.copyOf(evaluated), () -> false))
            .isInstanceOf(Killed.class);
      }
      evaluated.addAll(events.evaluations);
      resumed.add(events.resumed);
    }
    assertThat(resumed).containsExactly(0, 0, 2);
    Recorded events = new Recorded();
    try (TuningRun<?> run = run(recipe, checkpoints, events)) {
      assertThat(run.run(Set.copyOf(evaluated), () -> false)).isEqualTo(expected);
    }
    assertThat(events.steps).isEmpty();
    evaluated.addAll(events.evaluations);
    assertThat(evaluated).containsExactly(0, 3, 5);
  }

  @Test
  void aCheckpointHasTheImageBoundsThatItWasTrainedWith() throws IOException {
    for (String start : List.of("model", "model_init")) {
      Path checkpoints = folder.resolve(start);
      try (TuningRun<?> run =
          run(
              recipe(Job.SFT, start, "max_pixels=1568", "min_pixels=784", "max_steps=1"),
              checkpoints,
              new Recorded())) {
        run.run(Set.of(), () -> false);
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
    assertThat(TuningRun.requireModel(recipe("model=" + model))).isEmpty();
    Path preprocessor = model.resolve("preprocessor_config.json");
    String text = Files.readString(preprocessor);
    Files.writeString(preprocessor, text.replaceAll("(\"patch_size\": *)14", "$116"));
    assertThatThrownBy(() -> TuningRun.requireModel(recipe("model=" + model)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(preprocessor + ", patch_size: 16, but 14");
  }

  @Test
  void layersThatTheModelDoesNotHaveAreRefusedBeforeTheRun() {
    assertThatThrownBy(
            () ->
                TuningRun.requireModel(
                    recipe("use_peft=true", "lora_target_modules=[q_proj, k_porj]")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("lora_target_modules: k_porj is not a linear layer of the model");
  }

  @Test
  void rowsThatAreTooLongAreRejectedWithTheirReasons() {
    try (TuningRun<?> run =
        run(recipe("max_prompt_length=200"), folder.resolve("checkpoints"), new Recorded())) {
      assertThat(run.examples() + run.rejected().size()).isEqualTo(12);
      run.rejected().forEach(r -> assertThat(r.reason()).contains("max_prompt_length 200"));
    }
  }

  private Recipe recipe(String... overrides) {
    return recipe(Job.SFT, "model", overrides);
  }

  private Recipe recipe(Job job, String start, String... overrides) {
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
        learning_rate: 1.0e-3
        eval_limit: 1
        threads: 1
        """
            .formatted(start, MODEL, data, data, data);
    return RecipeReader.parse("recipe", yaml, job, List.of(overrides));
  }
}
