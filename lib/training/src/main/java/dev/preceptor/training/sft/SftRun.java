package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelFiles;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.ModelWithFiles;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.RandomWeights;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.vqa.Rejected;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A supervised run on questions or statements in files: reads them, trains, evaluates and saves.
 * The same recipe gives bit-identical weights.
 */
public final class SftRun implements AutoCloseable {

  private final Recipe recipe;
  private final SftEvents events;
  private final SftCheckpoints checkpoints;
  private final Processor processor;
  private final TrainingData data;
  private final Batches batches;
  private final int maxSteps;
  private final Schedule schedule;
  private final SftTrainer trainer;
  private int step;

  /**
   * Reads the model and the data.
   *
   * @param recipe recipe with its questions or statements in files
   * @param checkpoints folder for checkpoints
   * @throws InputException if a file cannot be used
   */
  public SftRun(Recipe recipe, Path checkpoints, SftEvents events) {
    this.recipe = recipe;
    this.events = events;
    this.checkpoints = new SftCheckpoints(checkpoints, recipe.checkpoints().saveTotalLimit());
    Torch.threads(recipe.fleet().threads());
    ModelSource files = ModelFiles.of(recipe.modelFolder());
    if (asksQuestions(recipe)) {
      files = PromptPlan.of(recipe).withBounds(files);
    }
    Architecture architecture = Architecture.of(files);
    processor = architecture.processor(files);
    data = data(recipe, architecture, processor);
    int batchSize =
        recipe.supervised().perDeviceTrainBatchSize()
            * recipe.optimizer().gradientAccumulationSteps();
    batches =
        new Batches(data.size(), batchSize, recipe.supervised().shuffleDataset(), recipe.seed());
    maxSteps =
        recipe.maxSteps() > 0
            ? recipe.maxSteps()
            : batches.stepsOf(recipe.supervised().numTrainEpochs());
    schedule = TrainingPlan.schedule(recipe, maxSteps);
    trainer = trainer(recipe, files.files());
  }

  /**
   * Holds the recipe's model against itself, before anything is written.
   *
   * @return the names of its tensors that are not used
   * @throws InputException if a run cannot start from it
   */
  public static List<String> requireModel(Recipe recipe) {
    if (recipe.model().isEmpty()) {
      requireFiles(recipe, ModelFiles.of(recipe.modelFolder()));
      return List.of();
    }
    try (Checkpoint start = Checkpoint.open(recipe.modelFolder())) {
      Architecture architecture = requireFiles(recipe, start);
      Weights.require(architecture, start);
      return Weights.unused(architecture, start);
    }
  }

  private static Architecture requireFiles(Recipe recipe, ModelSource model) {
    Architecture architecture = Architecture.of(model);
    try (Processor processor = architecture.processor(model)) {
      if (asksQuestions(recipe)) {
        PromptPlan.of(recipe).prompts(processor);
      }
    }
    return architecture;
  }

  private static boolean asksQuestions(Recipe recipe) {
    return recipe.data().promptTemplate() != PromptStyle.JUDGE;
  }

  private static TrainingData data(Recipe recipe, Architecture architecture, Processor processor) {
    return asksQuestions(recipe)
        ? new QuestionData(recipe, processor, architecture.eosTokenIds())
        : new StatementData(recipe, processor.tokenizer(), architecture.maxPositionEmbeddings());
  }

  private static SftTrainer trainer(Recipe recipe, Map<String, byte[]> files) {
    AdamWSettings adamw = TrainingPlan.adamW(recipe);
    DType dtype = TrainingPlan.policyDtype(recipe);
    if (recipe.model().isEmpty()) {
      ModelSource random = RandomWeights.draw(files, recipe.seed());
      return new SftTrainer(TrainingPlan.trained(recipe, random), dtype, adamw, Compute.cpu());
    }
    try (Checkpoint start = Checkpoint.open(recipe.modelFolder())) {
      ModelSource trained = TrainingPlan.trained(recipe, new ModelWithFiles(start, files));
      return new SftTrainer(trained, dtype, adamw, Compute.cpu());
    }
  }

  /** Rejected rows of the training file, with the reasons. */
  public List<Rejected> rejected() {
    return data.rejected();
  }

  /** The number of training examples. */
  public int examples() {
    return data.size();
  }

  /** Optimizer steps of the whole run. */
  public int maxSteps() {
    return maxSteps;
  }

  /**
   * Runs all steps.
   *
   * @param stop polled after every step and during evaluations; once it is true, the weights are
   *     saved and the run ends
   * @throws NotFiniteException if a figure of a step, or a weight after it, is not finite; names
   *     the step
   */
  public Outcome run(BooleanSupplier stop) {
    try {
      return takeSteps(stop);
    } catch (NotFiniteException e) {
      throw e.in("step " + step);
    }
  }

  private Outcome takeSteps(BooleanSupplier stop) {
    StepPlan saved = new StepPlan(maxSteps, 0, recipe.checkpoints().saveSteps());
    EvalPlan measured = new EvalPlan(recipe.evaluation().evalSteps(), maxSteps, Set.of());
    Start start = Start.of(trainer.policy());
    try (LanguageModel policy = start.policy()) {
      evaluate(policy, 0, stop);
      while (step < maxSteps && !stop.getAsBoolean()) {
        step++;
        events.stepped(take());
        boolean last = step == maxSteps || stop.getAsBoolean();
        boolean saves = last || saved.checkpointDue(step);
        boolean measures = last || measured.wants(step);
        if (saves || measures) {
          MemoryModel now = trainer.policy();
          if (saves) {
            events.saved(step, checkpoints.save(step, now));
          }
          if (measures) {
            policy.update(now);
          }
        }
        if (measures) {
          evaluate(policy, step, stop);
        }
      }
    }
    String sha256 = PolicyHash.sha256(trainer.policy());
    return new Outcome(step, sha256, !sha256.equals(start.sha256()));
  }

  /** The model before the first step, loaded, and the SHA-256 of its weights. */
  private record Start(LanguageModel policy, String sha256) {

    static Start of(ModelSource initial) {
      return new Start(LanguageModel.load(initial), PolicyHash.sha256(initial));
    }
  }

  /**
   * The result of a run.
   *
   * @param steps steps taken
   * @param policySha256 hash of the weights after the last one
   * @param changed whether they differ from the weights before the first
   */
  public record Outcome(int steps, String policySha256, boolean changed) {}

  private SftStep take() {
    long start = System.nanoTime();
    List<Example> batch = Arrays.stream(batches.of(step)).mapToObj(data::example).toList();
    Map<String, Double> metrics = trainer.step(batch, schedule.at(step)).metrics();
    return new SftStep(
        step,
        maxSteps,
        batches.epochsAfter(step),
        metrics.get(TrainingMetric.LOSS.key()),
        metrics.get(TrainingMetric.GRAD_NORM.key()),
        metrics.get(TrainingMetric.LEARNING_RATE.key()),
        batch.stream().mapToLong(Example::tokens).sum(),
        (System.nanoTime() - start) / 1e9);
  }

  private void evaluate(LanguageModel policy, int step, BooleanSupplier stop) {
    try {
      events.evaluated(step, data.measure(policy, stop));
    } catch (CancellationException stopped) {
      // an evaluation of only some of the questions is not recorded
    }
  }

  @Override
  public void close() {
    trainer.close();
    processor.close();
  }
}
