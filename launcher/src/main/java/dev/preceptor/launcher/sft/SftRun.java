package dev.preceptor.launcher.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.models.qwen2vl.Qwen2VlProcessor;
import dev.preceptor.models.qwen2vl.RandomWeights;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.OptimizerKeys;
import dev.preceptor.recipe.PolicyDtype;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A supervised run on questions that lie in files: reads them, learns step after step, measures and
 * saves. The same recipe gives the same weights, bit for bit.
 */
public final class SftRun implements AutoCloseable {

  private final Recipe recipe;
  private final SftEvents events;
  private final SftCheckpoints checkpoints;
  private final Qwen2VlProcessor processor;
  private final Demonstrations demonstrations;
  private final List<Rejected> rejected;
  private final Batches batches;
  private final int maxSteps;
  private final Schedule schedule;
  private final QuestionPrompts prompts;
  private final Benchmark benchmark;
  private final SftTrainer trainer;

  /**
   * Reads model and questions.
   *
   * @param recipe with its questions in files
   * @param checkpoints folder to save into
   * @throws InputException if any of it cannot be used
   */
  public SftRun(Recipe recipe, Path checkpoints, SftEvents events) {
    this.recipe = recipe;
    this.events = events;
    this.checkpoints = new SftCheckpoints(checkpoints, recipe.checkpoints().saveTotalLimit());
    Torch.threads(recipe.fleet().threads());
    MemoryModel files = new MemoryModel(Checkpoint.smallFiles(recipe.modelFolder()), Map.of());
    Qwen2VlConfig config = Qwen2VlConfig.from(files);
    SamplingKeys sampling = recipe.sampling();
    processor = Qwen2VlProcessor.from(files);
    prompts =
        QuestionPrompts.of(
            PromptTemplate.byName(recipe.data().promptTemplate().name().toLowerCase(Locale.ROOT)),
            processor,
            sampling.minPixels(),
            sampling.maxPixels());
    Path images = recipe.data().images().orElseThrow();
    PmcVqa train =
        PmcVqa.read(
            recipe.data().trainCsv().orElseThrow(),
            images,
            ReadOptions.DEFAULT.withResponseColumn(recipe.supervised().responseColumn()));
    demonstrations =
        new Demonstrations(
            train.accepted(),
            prompts,
            config,
            sampling.maxPromptLength(),
            sampling.maxCompletionLength());
    rejected = new ArrayList<>(train.rejected());
    rejected.addAll(demonstrations.rejected());
    OptimizerKeys optimizer = recipe.optimizer();
    int batchSize =
        recipe.supervised().perDeviceTrainBatchSize() * optimizer.gradientAccumulationSteps();
    batches = new Batches(demonstrations.size(), batchSize, recipe.seed());
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
    benchmark =
        new Benchmark(
            testQuestions(recipe, images), prompts.template(), recipe.evaluation().evalBatchSize());
    trainer = trainer(recipe, files.files());
  }

  private static List<Question> testQuestions(Recipe recipe, Path images) {
    int limit = recipe.evaluation().evalLimit();
    ReadOptions all = ReadOptions.DEFAULT;
    Path csv = recipe.data().testCsv().orElseThrow();
    List<Question> questions =
        PmcVqa.read(csv, images, limit > 0 ? all.withLimit(limit) : all).accepted();
    if (questions.isEmpty()) {
      throw new InputException("test_csv " + csv + ": no row can be asked; give another file");
    }
    return questions;
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
    return rejected;
  }

  /** How many examples are learnt from. */
  public int examples() {
    return demonstrations.size();
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
    List<Example> batch =
        Arrays.stream(batches.of(step)).mapToObj(demonstrations::example).toList();
    Map<String, Double> metrics = trainer.step(batch, schedule.at(step)).metrics();
    return new SftStep(
        step,
        maxSteps,
        batches.epochsAfter(step),
        metrics.get("loss"),
        metrics.get("grad_norm"),
        metrics.get("learning_rate"),
        batch.stream().mapToLong(Example::tokens).sum(),
        (System.nanoTime() - start) / 1e9);
  }

  private void evaluate(LanguageModel policy, int step, BooleanSupplier stop) {
    Answerer answerer =
        new GreedyAnswerer(policy, prompts, recipe.sampling().maxCompletionLength());
    try {
      BenchmarkReport report =
          benchmark.run(
              questions -> {
                if (stop.getAsBoolean()) {
                  throw new CancellationException();
                }
                return answerer.answer(questions);
              });
      events.evaluated(step, report);
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
