package dev.preceptor.training.step;

import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.TrainingGroup;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.step.GroupsFile.ScoredGroup;
import dev.preceptor.training.step.GroupsFile.ScoredResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Takes one optimizer step on the groups of a file. */
public final class OfflineStep {

  private OfflineStep() {}

  /**
   * The result of the step.
   *
   * @param metrics metrics with the names of TRL
   * @param advantages advantages of the responses of every group
   */
  public record Outcome(Map<String, Double> metrics, List<double[]> advantages) {}

  /**
   * Takes the step and writes the weights after it.
   *
   * @param model the model; if it has an adapter, that is trained
   * @param images where names of images are looked for
   * @param out output folder, in the Hugging Face layout, or in PEFT's if an adapter is trained
   */
  public static Outcome take(
      ModelSource model,
      Recipe recipe,
      List<ScoredGroup> groups,
      ImagePlaces images,
      Path out,
      Compute compute) {
    Algorithm algorithm = Algorithm.named(recipe.objective().algorithm());
    boolean behaviour = behaviourKnown(groups);
    List<double[]> advantages =
        groups.stream().map(group -> algorithm.advantages(group.rewards())).toList();
    List<TrainingGroup> training = new ArrayList<>();
    ModelSource start = PromptPlan.of(recipe).withBounds(model);
    Architecture architecture = Architecture.of(start);
    try (Processor processor = architecture.processor(start)) {
      StepPrompts prompts = new StepPrompts(processor, images);
      for (int i = 0; i < groups.size(); i++) {
        requireIds(groups.get(i), architecture.vocabSize());
        TrainingGroup group = group(groups.get(i), prompts, advantages.get(i));
        requireLength(groups.get(i).place(), group, architecture.maxPositionEmbeddings());
        training.add(group);
      }
    }
    try (PolicyTrainer trainer =
        new PolicyTrainer(start, TrainingPlan.trainer(recipe, behaviour), compute)) {
      Map<String, Double> metrics =
          trainer.step(training, recipe.optimizer().learningRate()).metrics();
      MemoryModel policy = trainer.policy();
      PolicyFolder.write(out, policy, CheckpointWriter.SHARD_BYTES, Map.of());
      return new Outcome(metrics, advantages);
    }
  }

  private static boolean behaviourKnown(List<ScoredGroup> groups) {
    long known = groups.stream().filter(g -> g.responses().get(0).logprobs().isPresent()).count();
    if (known != 0 && known != groups.size()) {
      throw new InputException(
          "logprobs: %d of %d groups have them; give all or none".formatted(known, groups.size()));
    }
    return known != 0;
  }

  private static void requireIds(ScoredGroup group, int vocabulary) {
    for (int r = 0; r < group.responses().size(); r++) {
      for (int id : group.responses().get(r).tokenIds()) {
        if (id < 0 || id >= vocabulary) {
          throw new InputException(
              "%s.responses[%d], token_ids: %d is not in the model's vocabulary; use 0 to %d"
                  .formatted(group.place(), r, id, vocabulary - 1));
        }
      }
    }
  }

  private static void requireLength(String place, TrainingGroup group, int maxTokens) {
    int prompt = group.prompt().ids().length;
    for (int r = 0; r < group.completions().size(); r++) {
      int completion = group.completions().get(r).length;
      if (prompt + completion > maxTokens) {
        throw new InputException(
            "%s.responses[%d]: prompt of %d plus completion of %d tokens: more than the model's %d positions"
                .formatted(place, r, prompt, completion, maxTokens));
      }
    }
  }

  private static TrainingGroup group(ScoredGroup group, StepPrompts prompts, double[] advantages) {
    List<int[]> completions = group.responses().stream().map(ScoredResponse::tokenIds).toList();
    List<float[]> unknown = completions.stream().map(ids -> new float[ids.length]).toList();
    return new TrainingGroup(
        prompts.prompt(group),
        completions,
        all(group, ScoredResponse::logprobs).orElse(unknown),
        all(group, ScoredResponse::refLogprobs),
        advantages);
  }

  private static Optional<List<float[]>> all(
      ScoredGroup group, Function<ScoredResponse, Optional<float[]>> value) {
    List<float[]> out = group.responses().stream().map(value).flatMap(Optional::stream).toList();
    return out.isEmpty() ? Optional.empty() : Optional.of(out);
  }
}
