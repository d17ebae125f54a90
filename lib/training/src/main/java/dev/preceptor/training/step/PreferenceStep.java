package dev.preceptor.training.step;

import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.DpoTrainer;
import dev.preceptor.models.training.PreferencePair;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.step.PairsFile.Pair;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes one optimizer step of Direct Preference Optimization on the pairs of a file. */
public final class PreferenceStep {

  private static final TurnBatch<Pair, PreferencePair> TURNS =
      new TurnBatch<>(
          Pair::place,
          (pair, conversation, prompts) ->
              conversation.pair(
                  pair.prompt(),
                  prompts.image(pair.place(), pair.image()),
                  pair.chosen(),
                  pair.rejected()),
          pair ->
              pair.prompt().ids().length + Math.max(pair.chosen().length, pair.rejected().length),
          "longer response");

  private PreferenceStep() {}

  /**
   * Takes the step and writes what it trained: the adapter if the model has one, else the model.
   *
   * @param reference the frozen reference; empty: the base of the model's adapter
   * @param images where names of images are looked for
   * @param out output folder
   * @return metrics with the names of TRL
   */
  public static Map<String, Double> take(
      ModelSource model,
      Optional<ModelSource> reference,
      Recipe recipe,
      List<Pair> pairs,
      ImagePlaces images,
      Path out,
      Compute compute) {
    ModelSource start = PromptPlan.of(recipe).withBounds(model);
    List<PreferencePair> batch = TURNS.of(pairs, start, images);
    try (DpoTrainer trainer = new DpoTrainer(start, reference, TrainingPlan.dpo(recipe), compute)) {
      Map<String, Double> metrics =
          trainer.step(batch, recipe.optimizer().learningRate()).metrics();
      PolicyFolder.write(out, trainer.policy(), CheckpointWriter.SHARD_BYTES, Map.of());
      return metrics;
    }
  }
}
