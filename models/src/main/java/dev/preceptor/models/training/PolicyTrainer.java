package dev.preceptor.models.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import dev.preceptor.models.algorithm.ClippedLoss;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Policy-gradient steps on scored groups. A step's loss is the mean of its groups' losses, so
 * gradients are accumulated a group at a time whatever {@code gradient_accumulation_steps} says;
 * the result is the same and memory holds one group. Not safe for several threads.
 */
public final class PolicyTrainer implements AutoCloseable {

  private final TrainerSettings settings;
  private final TrainableModel model;
  private final ClippedLoss loss;
  private final Optional<Map<String, PtNDArray>> reference;

  /**
   * Starts from a checkpoint.
   *
   * @param initial the policy to start from, which is also the frozen reference
   */
  public PolicyTrainer(ModelSource initial, TrainerSettings settings, Device device) {
    this.settings = settings;
    model = new TrainableModel(initial, settings.policyDtype(), settings.adamw(), device);
    loss = new ClippedLoss(settings.epsilon(), settings.beta());
    reference = settings.beta() == 0 ? Optional.empty() : Optional.of(model.frozenCopy());
  }

  /** One optimizer step on at least one group. */
  public StepResult step(List<TrainingGroup> groups, double learningRate) {
    TokenMetrics tokens = new TokenMetrics(settings.epsilon());
    double total = 0;
    for (TrainingGroup group : groups) {
      total += accumulate(group, groups.size(), tokens);
    }
    double norm = model.update(learningRate);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", total);
    metrics.put("grad_norm", norm);
    metrics.put("learning_rate", learningRate);
    metrics.putAll(tokens.means(reference.isPresent()));
    return new StepResult(metrics);
  }

  /** Adds one group's share to the gradients and returns its share of the loss. */
  private double accumulate(TrainingGroup group, int groups, TokenMetrics tokens) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray completions = TrainableModel.padded(scratch, group.completions());
      Shape shape = completions.getShape();
      int width = (int) shape.get(1);
      Optional<NDArray> ref = referenceLogprobs(scratch, group, completions, width);
      NDList forward = model.logprobs(scratch, group.prompt(), completions, settings.temperature());
      NDArray logprobs = forward.get(0);
      NDArray behaviour = scratch.create(rows(group.behaviourLogprobs(), width), shape);
      NDArray old = settings.behaviourRatio() ? behaviour : logprobs.stopGradient();
      NDArray mask = scratch.create(mask(group.completions(), width), shape);
      float[] advantages = new float[group.advantages().length];
      for (int i = 0; i < advantages.length; i++) {
        advantages[i] = (float) group.advantages()[i];
      }
      NDArray tokenLoss =
          loss.perToken(
              logprobs, old, ref, scratch.create(advantages, new Shape(advantages.length, 1)));
      NDArray mean =
          settings.algorithm().reduce(tokenLoss, mask, settings.maxCompletionLength()).div(groups);
      collector.backward(mean);
      measure(tokens, group, width, logprobs, old, ref.orElse(logprobs), behaviour, forward.get(1));
      return mean.getFloat();
    }
  }

  private Optional<NDArray> referenceLogprobs(
      PtNDManager scratch, TrainingGroup group, NDArray completions, int width) {
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    float[] known =
        group
            .refLogprobs()
            .map(given -> rows(given, width))
            .orElseGet(
                () ->
                    model
                        .logprobs(
                            scratch,
                            group.prompt(),
                            completions,
                            settings.temperature(),
                            reference.get())
                        .get(0)
                        .toFloatArray());
    return Optional.of(scratch.create(known, completions.getShape()));
  }

  private static void measure(
      TokenMetrics tokens,
      TrainingGroup group,
      int width,
      NDArray logprobs,
      NDArray old,
      NDArray ref,
      NDArray behaviour,
      NDArray entropy) {
    float[] l = logprobs.toFloatArray();
    float[] o = old.toFloatArray();
    float[] r = ref.toFloatArray();
    float[] b = behaviour.toFloatArray();
    float[] e = entropy.toFloatArray();
    for (int row = 0; row < group.completions().size(); row++) {
      for (int t = 0; t < group.completions().get(row).length; t++) {
        int i = row * width + t;
        tokens.add(l[i], o[i], r[i], b[i], e[i], group.advantages()[row]);
      }
    }
  }

  private static float[] rows(List<float[]> values, int width) {
    float[] out = new float[values.size() * width];
    for (int row = 0; row < values.size(); row++) {
      System.arraycopy(values.get(row), 0, out, row * width, values.get(row).length);
    }
    return out;
  }

  private static float[] mask(List<int[]> completions, int width) {
    float[] out = new float[completions.size() * width];
    for (int row = 0; row < completions.size(); row++) {
      Arrays.fill(out, row * width, row * width + completions.get(row).length, 1f);
    }
    return out;
  }

  /** The policy as it is published: a Hugging Face model in the policy's type. */
  public MemoryModel policy() {
    return model.policy();
  }

  /** All that learning needs to go on bit for bit after {@link #restore}. */
  public Map<String, HostTensor> state() {
    return model.state();
  }

  /** Takes back what {@link #state} gave; the reference stays what the trainer started from. */
  public void restore(Map<String, HostTensor> state) {
    model.restore(state);
  }

  @Override
  public void close() {
    model.close();
  }
}
