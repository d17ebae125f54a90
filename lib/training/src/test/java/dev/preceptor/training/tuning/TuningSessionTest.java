package dev.preceptor.training.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.training.sft.SupervisedTuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningSessionTest {

  private static final Path MODEL =
      Path.of("../models/src/test/resources/goldens/qwen2-vl").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path model = MODEL;
  private final List<String> notes = new ArrayList<>();

  /** The process is dead. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Dies after a step; 0: never. */
  private record Dying(int dies) implements TuningEvents {
    @Override
    public void stepped(TuningStep step) {
      if (step.step() == dies) {
        throw new Killed();
      }
    }

    @Override
    public void evaluated(int step, Map<String, Double> metrics) {}

    @Override
    public void saved(int step, Path checkpoint) {}

    @Override
    public void resumed(int step) {}

    @Override
    public void damaged(String what) {
      throw new AssertionError(what);
    }
  }

  private final Display display =
      new Display() {
        @Override
        public void note(String line) {
          notes.add(line);
        }

        @Override
        public void step(String outcome, String pace) {}

        @Override
        public void underway(String text) {}

        @Override
        public void close() {}
      };

  private TuningSession<?> session(String run, int dies) {
    return new TuningSession<>(
        new SupervisedTuning(),
        new RunFolder(folder, run),
        display,
        new Dying(dies),
        StopSignal.install());
  }

  private Recipe recipe(String... overrides) {
    String yaml =
        """
        model: %s
        phantom: {train: 12, test: 4, size: 56, seed: 1}
        max_completion_length: 300
        per_device_train_batch_size: 4
        learning_rate: 1.0e-3
        lr_scheduler_type: constant
        max_steps: 6
        eval_steps: 3
        save_steps: 2
        save_total_limit: 1
        """
            .formatted(model);
    return RecipeReader.parse("recipe", yaml, Job.SFT, List.of(overrides));
  }

  /** Killed after step 3, whose line is there and torn behind; the checkpoint is of step 2. */
  private RunFolder killed() throws IOException {
    RunFolder run = new RunFolder(folder, "killed");
    assertThatThrownBy(() -> session("killed", 3).begin(recipe())).isInstanceOf(Killed.class);
    Files.writeString(
        run.metrics(), "{\"step\": 4, \"lo", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    return run;
  }

  @Test
  void aKilledRunHasEveryStepAndEvaluationOnceAndTheSameWeights() throws IOException {
    Summary expected = session("baseline", 0).begin(recipe());
    RunFolder run = killed();
    assertThatThrownBy(() -> session("killed", 5).resume(recipe())).isInstanceOf(Killed.class);
    Summary summary = session("killed", 0).resume(recipe());
    assertThat(summary.policySha256()).isEqualTo(expected.policySha256());
    assertThat(summary.accuracyBefore()).isEqualTo(expected.accuracyBefore());
    assertThat(summary.accuracyAfter()).isEqualTo(expected.accuracyAfter());
    assertThat(lines(run)).isEqualTo(lines(new RunFolder(folder, "baseline")));
    assertThat(run.checkpoints()).isDirectoryContaining("glob:**/step-6");
  }

  /** The lines but for what a clock decides. */
  private static List<JsonNode> lines(RunFolder run) throws IOException {
    List<JsonNode> lines = MetricsLog.read(run.metrics());
    lines.forEach(line -> ((ObjectNode) line).remove(List.of("step_time", "eval_seconds")));
    return lines;
  }

  @Test
  void aRunIsResumedWithTheRecipeTheModelAndTheDataThatItHad() throws IOException {
    model = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(MODEL)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    RunFolder run = killed();
    String before = Files.readString(run.recipe());
    refused("learning_rate 0.001 and cannot be resumed with 0.01", "learning_rate=0.01");
    refused("max_steps 2: run killed has already taken 3 steps", "max_steps=2");

    Path train = run.data().resolve("train.csv");
    String rows = Files.readString(train);
    Files.writeString(train, rows.replaceFirst("</answer>", "!</answer>"));
    refused("the training data: is not what the run was started with");
    Files.writeString(train, rows);

    Path config = model.resolve("generation_config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replaceFirst("\\{", "{\"more\": 1,"));
    refused("the model's configuration and tokenizer: is not what");
    Files.writeString(config, text);

    assertThat(Files.readString(run.recipe())).isEqualTo(before);
    assertThat(session("killed", 0).resume(recipe("max_steps=7")).steps()).isEqualTo(7);
  }

  @Test
  void checkpointsThatDoNotFitTheDiskAreRefusedBeforeTheFirstStep() {
    assertThatThrownBy(
            () ->
                session("large", 0)
                    .begin(
                        recipe("max_steps=10000000", "save_steps=1", "save_total_limit=10000000")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("this run may need")
        .hasMessageContaining("lower max_steps or save_total_limit");
    assertThat(folder.resolve("large")).doesNotExist();
  }

  @Test
  void theRecipesDeviceIsUsed() {
    Recipe elsewhere = recipe("device=cuda:99");
    assertThatThrownBy(() -> TuningRun.requireModel(elsewhere))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cuda:99");
    assertThatThrownBy(() -> session("elsewhere", 0).begin(elsewhere))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cuda:99");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  private void refused(String why, String... overrides) {
    assertThatThrownBy(() -> session("killed", 0).resume(recipe(overrides)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why);
  }
}
