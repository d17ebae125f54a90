package dev.preceptor.study.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.TrainingGroup;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures a recipe's model alone: samples as a rollout worker, trains as the learner, and
 * publishes and applies versions as both do.
 */
public final class ModelBench {

  private static final int ROUNDS = 3;

  /** Rows and columns of the matrices for the matmul peak. */
  private static final int PRODUCT_SIZE = 1536;

  private final Recipe recipe;
  private final List<TokenizedPrompt> prompts;
  private final Compute compute;
  private final Consumer<String> say;

  /**
   * Creates a benchmark.
   *
   * @param prompts prompts of a whole step
   * @param say receives the current activity
   */
  public ModelBench(
      Recipe recipe, List<TokenizedPrompt> prompts, Compute compute, Consumer<String> say) {
    this.recipe = recipe;
    this.prompts = prompts;
    this.compute = compute;
    this.say = say;
  }

  /** The seconds of loading, and the speed of sampling. */
  private record Sampled(double load, SamplingSpeed speed) {}

  /** The measurements of publishing. */
  private record Published(double publish, double receive, long bytes, double share) {}

  public ModelSpeed run(Checkpoint checkpoint) {
    Qwen2VlConfig config = Qwen2VlConfig.from(checkpoint);
    say.accept("measuring matmul peak…");
    double matmulPeak = matmulPeakFlops();
    say.accept("measuring sampling…");
    Sampled sampled = sample(checkpoint);
    say.accept("measuring training and publishing…");
    List<TrainingGroup> groups = sampled.speed().groups();
    List<Double> optimizer = new ArrayList<>();
    double rate = recipe.optimizer().learningRate();
    double step;
    Published published;
    try (PolicyTrainer trainer =
        new PolicyTrainer(checkpoint, TrainingPlan.trainer(recipe), compute)) {
      step =
          Median.seconds(
              ROUNDS, () -> optimizer.add(trainer.step(groups, rate).optimizerSeconds()));
      published = publish(trainer, groups, checkpoint);
    }
    int promptTokens = sampled.speed().promptTokens();
    int completionTokens = sampled.speed().completionTokens();
    double flops =
        new Flops(config)
                .step(
                    groups,
                    recipe.objective().beta() != 0,
                    recipe.optimizer().gradientCheckpointing())
            / step;
    return new ModelSpeed(
        promptTokens,
        completionTokens,
        sampled.load(),
        sampled.speed().prefill(),
        sampled.speed().decode(),
        (promptTokens + completionTokens) / step,
        matmulPeak,
        flops,
        flops / matmulPeak,
        step,
        Median.of(optimizer.stream().skip(1).mapToDouble(Double::doubleValue).toArray()),
        published.publish(),
        published.bytes(),
        published.share(),
        published.receive());
  }

  private double matmulPeakFlops() {
    try (NDManager manager = NDManager.newBaseManager(compute.device())) {
      NDArray a = manager.randomUniform(-1, 1, new Shape(PRODUCT_SIZE, PRODUCT_SIZE));
      NDArray b = manager.randomUniform(-1, 1, new Shape(PRODUCT_SIZE, PRODUCT_SIZE));
      double seconds =
          Median.seconds(
              2 * ROUNDS,
              () -> {
                try (NDArray c = a.matMul(b)) {
                  c.getFloat(0, 0); // waits for the device
                }
              });
      return 2.0 * PRODUCT_SIZE * PRODUCT_SIZE * PRODUCT_SIZE / seconds;
    }
  }

  private Sampled sample(Checkpoint checkpoint) {
    long start = System.nanoTime();
    try (LanguageModel model = LanguageModel.load(checkpoint, compute)) {
      double load = (System.nanoTime() - start) / 1e9;
      SamplingSpeed speed =
          SamplingSpeed.of(
              model,
              prompts,
              recipe.sampling().numGenerations(),
              recipe.sampling().maxCompletionLength(),
              recipe.sampling().temperature(),
              ROUNDS);
      return new Sampled(load, speed);
    }
  }

  /** Publishes version 0 in full, then deltas of steps at the recipe's learning rate. */
  private Published publish(
      PolicyTrainer trainer, List<TrainingGroup> groups, Checkpoint checkpoint) {
    PolicyPublisher publisher = new PolicyPublisher(Integer.MAX_VALUE);
    PolicyAssembler assembler = new PolicyAssembler(Long.MAX_VALUE, 0);
    RecordCodec<PolicyChunk> codec = RecordCodec.of(PolicyChunk.class);
    double[] publish = new double[ROUNDS + 1];
    double[] receive = new double[ROUNDS + 1];
    PolicyPublisher.Publication last = null;
    try (LanguageModel worker = LanguageModel.load(checkpoint, compute)) {
      for (int version = 0; version <= ROUNDS; version++) {
        trainer.step(groups, recipe.optimizer().learningRate());
        MemoryModel policy = trainer.policy();
        long start = System.nanoTime();
        last = publisher.publish(version, PolicyHash.sha256(policy), policy);
        List<byte[]> records = new ArrayList<>();
        last.chunks().forEachRemaining(chunk -> records.add(codec.encode(chunk)));
        publish[version] = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        records.forEach(bytes -> assembler.accept(codec.decode(bytes)));
        worker.update(assembler.at(version).weights());
        receive[version] = (System.nanoTime() - start) / 1e9;
      }
    }
    return new Published(
        Median.of(tail(publish)), Median.of(tail(receive)), last.bytes(), last.shareOfFull());
  }

  private static double[] tail(double[] values) {
    return java.util.Arrays.copyOfRange(values, 1, values.length);
  }
}
