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
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

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

  /** The measurements of sampling, and the groups of a step to train on. */
  private record Sampled(double load, double prefill, double decode, List<TrainingGroup> groups) {}

  /** The measurements of publishing. */
  private record Published(double publish, double receive, long bytes, double share) {}

  public ModelSpeed run(Checkpoint checkpoint) {
    Qwen2VlConfig config = Qwen2VlConfig.from(checkpoint);
    say.accept("measuring matmul peak…");
    double matmulPeak = matmulPeakFlops();
    say.accept("measuring sampling…");
    Sampled sampled = sample(checkpoint, config);
    say.accept("measuring training and publishing…");
    List<TrainingGroup> groups = sampled.groups();
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
    int promptTokens = groups.stream().mapToInt(group -> group.prompt().ids().length).sum();
    int completionTokens =
        groups.stream()
            .flatMap(group -> group.completions().stream())
            .mapToInt(completion -> completion.length)
            .sum();
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
        sampled.prefill(),
        sampled.decode(),
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

  private Sampled sample(Checkpoint checkpoint, Qwen2VlConfig config) {
    long start = System.nanoTime();
    try (LanguageModel model = LanguageModel.load(checkpoint, compute)) {
      double load = (System.nanoTime() - start) / 1e9;
      int samples = recipe.sampling().numGenerations();
      int length = recipe.sampling().maxCompletionLength();
      double temperature = recipe.sampling().temperature();
      // Suppress the end tokens, so that every row is decoded to the maximum length.
      Sampling whole = new Sampling(temperature, length, config.eosTokenIds());
      Sampling first = new Sampling(temperature, 1, config.eosTokenIds());
      long[] seeds = LongStream.range(0, prompts.size()).toArray();
      List<List<Completion>> completions = model.generate(prompts, samples, whole, seeds);
      double prefill = Median.seconds(ROUNDS, () -> model.generate(prompts, samples, first, seeds));
      double all = Median.seconds(ROUNDS, () -> model.generate(prompts, samples, whole, seeds));
      int promptTokens = prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
      List<TrainingGroup> groups = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        groups.add(group(prompts.get(i), completions.get(i)));
      }
      double decoded = (double) prompts.size() * samples * (length - 1);
      return new Sampled(
          load, promptTokens / prefill, decoded / Math.max(all - prefill, 1e-9), groups);
    }
  }

  /** A group with different advantages, so that there is a gradient. */
  private static TrainingGroup group(TokenizedPrompt prompt, List<Completion> completions) {
    double[] advantages = new double[completions.size()];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = i % 2 == 0 ? 1 : -1;
    }
    return new TrainingGroup(
        prompt,
        completions.stream().map(Completion::tokenIds).toList(),
        completions.stream().map(Completion::logprobs).toList(),
        Optional.empty(),
        advantages);
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
