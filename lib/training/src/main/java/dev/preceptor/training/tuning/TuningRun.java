package dev.preceptor.training.tuning;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.FilesHash;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelFiles;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.ModelWithFiles;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.LoadedMemory;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.RandomWeights;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.BatchTrainer;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.checkpoint.CheckpointStore;
import dev.preceptor.run.plan.ComputePlan;
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
 * A run on examples in files: reads them, trains, evaluates and saves. It goes on after the newest
 * checkpoint in its folder, and the same recipe gives bit-identical weights however often it was
 * interrupted: everything that decides a step is in the checkpoint or follows from the recipe and
 * the step's number.
 *
 * @param <E> an example
 */
public final class TuningRun<E> implements AutoCloseable {

  private static final String SEAL = "trainer.json";

  private final Recipe recipe;
  private final TuningEvents events;
  private final CheckpointStore checkpoints;
  private final Processor processor;
  private final TuningData<E> data;
  private final Batches batches;
  private final int maxSteps;
  private final Schedule schedule;
  private final BatchTrainer<E> trainer;
  private final TuningInputs inputs;
  private final Compute compute;
  private final long checkpointBytes;
  private int step;

  /**
   * Reads the model and the data.
   *
   * @param recipe recipe with its questions or statements in files
   * @param checkpoints folder for checkpoints
   * @throws InputException if a file cannot be used
   */
  public TuningRun(Tuning<E> tuning, Recipe recipe, Path checkpoints, TuningEvents events) {
    this.recipe = recipe;
    this.events = events;
    this.checkpoints =
        new CheckpointStore(checkpoints, SEAL, recipe.checkpoints().saveTotalLimit());
    Torch.threads(recipe.fleet().threads());
    compute = ComputePlan.of(recipe);
    ModelSource files = ModelFiles.of(recipe.modelFolder());
    if (asksQuestions(recipe)) {
      files = PromptPlan.of(recipe).withBounds(files);
    }
    processor = Architecture.of(files).processor(files);
    data = tuning.data(recipe, files, processor);
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
    trainer = trainer(tuning, recipe, files.files(), compute);
    MemoryModel initial = trainer.policy();
    checkpointBytes = DiskBudget.checkpointBytes(PolicyFolder.saved(initial).values());
    inputs =
        new TuningInputs(
            PolicyHash.sha256(initial), FilesHash.sha256(files), data.sha256(), data.testSha256());
  }

  /**
   * Holds the recipe's model against itself, the recipe and this machine's memory and devices,
   * before anything is written.
   *
   * @return the names of its tensors that are not used
   * @throws InputException if a run cannot start from it
   */
  public static List<String> requireModel(Recipe recipe) {
    Compute compute = ComputePlan.of(recipe);
    if (recipe.model().isEmpty()) {
      ModelSource files = ModelFiles.of(recipe.modelFolder());
      requireMemory(recipe, requireFiles(recipe, files), files, compute);
      return List.of();
    }
    try (Checkpoint start = Checkpoint.open(recipe.modelFolder())) {
      Architecture architecture = requireFiles(recipe, start);
      Weights.require(architecture, start);
      requireMemory(recipe, architecture, start, compute);
      return Weights.unused(architecture, start);
    }
  }

  private static void requireMemory(
      Recipe recipe, Architecture architecture, ModelSource model, Compute compute) {
    if (recipe.adapter().usePeft()) {
      LoadedMemory.requireWeights(architecture, model, compute);
    } else {
      LoadedMemory.requireLearning(architecture, model, compute);
    }
  }

  private static Architecture requireFiles(Recipe recipe, ModelSource model) {
    Architecture architecture = Architecture.of(model);
    architecture.requireTrainable();
    TrainingPlan.requireTargets(recipe, model);
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

  private static <E> BatchTrainer<E> trainer(
      Tuning<E> tuning, Recipe recipe, Map<String, byte[]> files, Compute compute) {
    if (recipe.model().isEmpty()) {
      ModelSource random = RandomWeights.draw(files, recipe.seed());
      return tuning.trainer(recipe, TrainingPlan.trained(recipe, random), compute);
    }
    try (Checkpoint start = Checkpoint.open(recipe.modelFolder())) {
      ModelSource trained = TrainingPlan.trained(recipe, new ModelWithFiles(start, files));
      return tuning.trainer(recipe, trained, compute);
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

  /** Bytes of one of its checkpoints. */
  long checkpointBytes() {
    return checkpointBytes;
  }

  /** What the run was given. */
  public TuningInputs inputs() {
    return inputs;
  }

  /**
   * Runs all steps that are left.
   *
   * @param evaluated steps whose evaluations are on record
   * @param stop polled after every step and during evaluations; once it is true, the weights are
   *     saved and the run ends
   * @throws NotFiniteException if a figure of a step, or a weight after it, is not finite; names
   *     the step
   */
  public Outcome run(Set<Integer> evaluated, BooleanSupplier stop) {
    try {
      return takeSteps(evaluated, stop);
    } catch (NotFiniteException e) {
      throw e.in("step " + step);
    }
  }

  private Outcome takeSteps(Set<Integer> evaluated, BooleanSupplier stop) {
    StepPlan saved = new StepPlan(maxSteps, 0, recipe.checkpoints().saveSteps());
    EvalPlan measured = new EvalPlan(recipe.evaluation().evalSteps(), maxSteps, evaluated);
    resume();
    try (LanguageModel policy = LanguageModel.load(trainer.policy(), compute)) {
      if (measured.wants(step)) {
        evaluate(policy, stop);
      }
      while (step < maxSteps && !stop.getAsBoolean()) {
        step++;
        events.stepped(take());
        boolean saves = saved.checkpointDue(step) || stop.getAsBoolean();
        boolean measures = measured.wants(step);
        if (saves || measures) {
          MemoryModel now = trainer.policy();
          if (saves) {
            events.saved(step, checkpoints.save(step, now, trainer.state(), Map.of()));
          }
          if (measures) {
            policy.update(now);
            evaluate(policy, stop);
          }
        }
      }
    }
    String sha256 = PolicyHash.sha256(trainer.policy());
    return new Outcome(step, sha256, !sha256.equals(inputs.policy()));
  }

  private void resume() {
    checkpoints.clearRemains();
    checkpoints
        .newest(maxSteps, events::damaged)
        .ifPresent(
            from -> {
              trainer.restore(checkpoints.state(from));
              step = from.step();
              events.resumed(step);
            });
  }

  /**
   * The result of a run.
   *
   * @param steps steps taken
   * @param policySha256 hash of the weights after the last one
   * @param changed whether they differ from the weights before the first
   */
  public record Outcome(int steps, String policySha256, boolean changed) {}

  private TuningStep take() {
    long start = System.nanoTime();
    List<E> batch = Arrays.stream(batches.of(step)).mapToObj(data::example).toList();
    Map<String, Double> metrics = trainer.step(batch, schedule.at(step)).metrics();
    return new TuningStep(
        step,
        maxSteps,
        batches.epochsAfter(step),
        metrics,
        batch.stream().mapToLong(data::tokens).sum(),
        (System.nanoTime() - start) / 1e9);
  }

  private void evaluate(LanguageModel policy, BooleanSupplier stop) {
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
