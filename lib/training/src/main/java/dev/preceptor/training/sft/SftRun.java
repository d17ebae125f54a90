package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.RandomWeights;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.recipe.OptimizerKeys;
import dev.preceptor.recipe.PolicyDtype;
import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.vqa.Rejected;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A supervised run on questions or statements that lie in files: reads them, learns step after
 * step, measures and saves. The same recipe gives the same weights, bit for bit.
 */
public final class SftRun implements AutoCloseable {

  private final Recipe recipe;
  private final SftEvents events;
  private final SftCheckpoints checkpoints;
  private final Processor processor;
  private final Lessons lessons;
  private final Batches batches;
  private final int maxSteps;
  private final Schedule schedule;
  private final SftTrainer trainer;

  /**
   * Reads the model and what is to be learnt.
   *
   * @param recipe with its questions or statements in files
   * @param checkpoints folder to save into
   * @throws InputException if any of it cannot be used
   */
  public SftRun(Recipe recipe, Path checkpoints, SftEvents events) {
    this.recipe = recipe;
    this.events = events;
    this.checkpoints = new SftCheckpoints(checkpoints, recipe.checkpoints().saveTotalLimit());
    Torch.threads(recipe.fleet().threads());
    MemoryModel files = new MemoryModel(Checkpoint.smallFiles(recipe.modelFolder()), Map.of());
    Architecture architecture = Architecture.of(files);
    processor = architecture.processor(files);
    lessons = lessons(recipe, architecture, processor);
    OptimizerKeys optimizer = recipe.optimizer();
    int batchSize =
        recipe.supervised().perDeviceTrainBatchSize() * optimizer.gradientAccumulationSteps();
    batches =
        new Batches(lessons.size(), batchSize, recipe.supervised().shuffleDataset(), recipe.seed());
    maxSteps =
        recipe.maxSteps() > 0
            ? recipe.maxSteps()
            : batches.stepsOf(recipe.supervised().numTrainEpochs());
    schedule =
        new Schedule(
            Schedule.Kind.named(optimizer.lrSchedulerType().name().toLowerCase(Locale.ROOT)),
            optimizer.learningRate(),
            optimizer.warmupSteps(),
            maxSteps);
    trainer = trainer(recipe, files.files());
  }

  private static Lessons lessons(Recipe recipe, Architecture architecture, Processor processor) {
    if (recipe.data().promptTemplate() == PromptStyle.JUDGE) {
      return new StatementLessons(
          recipe, processor.tokenizer(), architecture.maxPositionEmbeddings());
    }
    return new QuestionLessons(recipe, processor, architecture.eosTokenIds());
  }

  private static SftTrainer trainer(Recipe recipe, Map<String, byte[]> files) {
    OptimizerKeys keys = recipe.optimizer();
    AdamWSettings adamw =
        new AdamWSettings(
            keys.adamBeta1(),
            keys.adamBeta2(),
            keys.adamEpsilon(),
            keys.weightDecay(),
            keys.maxGradNorm());
    DType dtype = keys.policyDtype() == PolicyDtype.BFLOAT16 ? DType.BF16 : DType.F32;
    if (recipe.model().isEmpty()) {
      ModelSource random = RandomWeights.draw(files, recipe.seed());
      return new SftTrainer(random, dtype, adamw, Compute.cpu());
    }
    try (Checkpoint start = Checkpoint.open(recipe.modelFolder())) {
      return new SftTrainer(start, dtype, adamw, Compute.cpu());
    }
  }

  /** Rows of the training file that are left out, with the reasons. */
  public List<Rejected> rejected() {
    return lessons.rejected();
  }

  /** How many examples are learnt from. */
  public int examples() {
    return lessons.size();
  }

  /** Optimizer steps of the whole run. */
  public int maxSteps() {
    return maxSteps;
  }

  /**
   * Takes the run's steps.
   *
   * @param stop asked after every step and while measuring; once it says so, the weights are saved
   *     and the run ends
   * @return the last step taken and its weights' SHA-256
   */
  public Outcome run(BooleanSupplier stop) {
    int evalSteps = recipe.evaluation().evalSteps();
    int step = 0;
    try (LanguageModel policy = LanguageModel.load(trainer.policy())) {
      evaluate(policy, 0, stop);
      while (step < maxSteps && !stop.getAsBoolean()) {
        step++;
        events.stepped(take(step));
        boolean last = step == maxSteps || stop.getAsBoolean();
        if (last || step % recipe.checkpoints().saveSteps() == 0) {
          events.saved(step, checkpoints.save(step, trainer.policy()));
        }
        if (last || (evalSteps > 0 && step % evalSteps == 0)) {
          policy.update(trainer.policy());
          evaluate(policy, step, stop);
        }
      }
    }
    return new Outcome(step, PolicyHash.sha256(trainer.policy()));
  }

  /**
   * How a run ended.
   *
   * @param steps that were taken
   * @param policySha256 of the weights after the last one
   */
  public record Outcome(int steps, String policySha256) {}

  private SftStep take(int step) {
    long start = System.nanoTime();
    List<Example> batch = Arrays.stream(batches.of(step)).mapToObj(lessons::example).toList();
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
      events.evaluated(step, lessons.measure(policy, stop));
    } catch (CancellationException stopped) {
      // a measurement of some of the questions would be none of this run's
    }
  }

  @Override
  public void close() {
    trainer.close();
    processor.close();
  }
}
