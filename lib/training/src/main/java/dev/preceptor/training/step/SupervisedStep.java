package dev.preceptor.training.step;

import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.conversation.Conversation;
import dev.preceptor.training.step.DemonstrationsFile.Demonstration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes one supervised optimizer step on the demonstrations of a file. */
public final class SupervisedStep {

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
    Architecture architecture = Architecture.of(start);
    List<Example> batch = new ArrayList<>();
    try (Processor processor = architecture.processor(start)) {
      StepPrompts prompts = new StepPrompts(processor, images);
      Conversation conversation = Conversation.of(start, processor);
      for (Demonstration row : rows) {
        Example example =
            StepPrompts.at(
                row.place(),
                () ->
                    conversation.demonstration(
                        row.prompt(), prompts.image(row.place(), row.image()), row.completion()));
        requireLength(row.place(), example, architecture.maxPositionEmbeddings());
        batch.add(example);
      }
    }
    try (SftTrainer trainer =
        new SftTrainer(
            start, TrainingPlan.policyDtype(recipe), TrainingPlan.adamW(recipe), compute)) {
      Map<String, Double> metrics =
          trainer.step(batch, recipe.optimizer().learningRate()).metrics();
      PolicyFolder.write(out, trainer.policy(), OfflineStep.MAX_SHARD_BYTES, Map.of());
      return metrics;
    }
  }

  private static void requireLength(String place, Example example, int maxTokens) {
    int tokens = example.prompt().ids().length + example.answer().length;
    if (tokens > maxTokens) {
      throw new InputException(
          "%s: %d tokens with its completion, more than the model's %d positions"
              .formatted(place, tokens, maxTokens));
    }
  }
}
