package dev.preceptor.training.step;

import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.step.DemonstrationsFile.Demonstration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Takes one supervised optimizer step on the demonstrations of a file. */
public final class SupervisedStep {

  private static final TurnBatch<Demonstration, Example> TURNS =
      new TurnBatch<>(
          Demonstration::place,
          (row, conversation, prompts) ->
              conversation.demonstration(
                  row.prompt(), prompts.image(row.place(), row.image()), row.completion()),
          example -> example.prompt().ids().length + example.answer().length,
          "completion");

  private SupervisedStep() {}

  /**
   * Takes the step and writes what it trained: the adapter if the model has one, else the model.
   *
   * @param images where names of images are looked for
   * @param out output folder
   * @return metrics with the names of TRL
   */
  public static Map<String, Double> take(
      ModelSource model,
      Recipe recipe,
      List<Demonstration> rows,
      ImagePlaces images,
      Path out,
      Compute compute) {
    ModelSource start = PromptPlan.of(recipe).withBounds(model);
    List<Example> batch = TURNS.of(rows, start, images);
    try (SftTrainer trainer = new SftTrainer(start, TrainingPlan.sft(recipe), compute)) {
      Map<String, Double> metrics =
          trainer.step(batch, recipe.optimizer().learningRate()).metrics();
      PolicyFolder.write(out, trainer.policy(), CheckpointWriter.SHARD_BYTES, Map.of());
      return metrics;
    }
  }
}
