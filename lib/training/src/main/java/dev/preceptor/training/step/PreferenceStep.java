package dev.preceptor.training.step;

import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.DpoTrainer;
import dev.preceptor.models.training.PreferencePair;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.conversation.Conversation;
import dev.preceptor.training.step.PairsFile.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes one optimizer step of Direct Preference Optimization on the pairs of a file. */
public final class PreferenceStep {

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
    Architecture architecture = Architecture.of(start);
    List<PreferencePair> batch = new ArrayList<>();
    try (Processor processor = architecture.processor(start)) {
      StepPrompts prompts = new StepPrompts(processor, images);
      Conversation conversation = Conversation.of(start, processor);
      for (Pair pair : pairs) {
        PreferencePair tokens =
            StepPrompts.at(
                pair.place(),
                () ->
                    conversation.pair(
                        pair.prompt(),
                        prompts.image(pair.place(), pair.image()),
                        pair.chosen(),
                        pair.rejected()));
        requireLength(pair.place(), tokens, architecture.maxPositionEmbeddings());
        batch.add(tokens);
      }
    }
    try (DpoTrainer trainer = new DpoTrainer(start, reference, TrainingPlan.dpo(recipe), compute)) {
      Map<String, Double> metrics =
          trainer.step(batch, recipe.optimizer().learningRate()).metrics();
      PolicyFolder.write(out, trainer.policy(), OfflineStep.MAX_SHARD_BYTES, Map.of());
      return metrics;
    }
  }

  private static void requireLength(String place, PreferencePair pair, int maxTokens) {
    int longest = Math.max(pair.chosen().length, pair.rejected().length);
    int tokens = pair.prompt().ids().length + longest;
    if (tokens > maxTokens) {
      throw new InputException(
          "%s: %d tokens with its longer response, more than the model's %d positions"
              .formatted(place, tokens, maxTokens));
    }
  }
}
