package dev.preceptor.models.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.qwen2vl.Prompt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Supervised fine-tuning: next-token loss on given answers, the mean over a batch's tokens. */
public final class SftTrainer implements AutoCloseable {

  private final TrainableModel model;

  /** A question and the answer to learn, its end-of-sequence id included. */
  public record Example(Prompt prompt, int[] answer) {}

  public SftTrainer(ModelSource initial, DType policyDtype, AdamWSettings settings, Device device) {
    model = new TrainableModel(initial, policyDtype, settings, device);
  }

  /** One optimizer step; returns {@code loss} and {@code grad_norm}. */
  public StepResult step(List<Example> batch, double learningRate) {
    int tokens = batch.stream().mapToInt(example -> example.answer().length).sum();
    double total = 0;
    for (Example example : batch) {
      total += accumulate(example, tokens);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", total);
    metrics.put("grad_norm", model.update(learningRate));
    metrics.put("learning_rate", learningRate);
    return new StepResult(metrics);
  }

  private double accumulate(Example example, int tokens) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray answer = TrainableModel.padded(scratch, List.of(example.answer()));
      NDArray loss =
          model.logprobs(scratch, example.prompt(), answer, 1).get(0).sum().neg().div(tokens);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** The model as it is published. */
  public MemoryModel policy() {
    return model.policy();
  }

  @Override
  public void close() {
    model.close();
  }
}
