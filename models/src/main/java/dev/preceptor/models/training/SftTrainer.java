package dev.preceptor.models.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.Prompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Supervised fine-tuning: next-token loss on given answers, the mean over a batch's tokens. */
public final class SftTrainer implements AutoCloseable {

  /**
   * Most tokens of one forward and backward pass, padding included; a longer example has a pass of
   * its own. Larger passes are no faster on a CPU and need more memory.
   */
  private static final int PASS_TOKENS = 4096;

  private final TrainableModel model;

  /** A question and the answer to learn, its end-of-sequence id included. */
  public record Example(Prompt prompt, int[] answer) {

    /** Tokens of the prompt and the answer, the answer's last one apart. */
    public int tokens() {
      return prompt.ids().length + answer.length - 1;
    }

    private Optional<ImageGrid> grid() {
      return prompt.image().map(Patches::grid);
    }
  }

  public SftTrainer(ModelSource initial, DType policyDtype, AdamWSettings settings, Device device) {
    model = new TrainableModel(initial, policyDtype, settings, device);
  }

  /** One optimizer step; returns {@code loss}, {@code grad_norm} and {@code learning_rate}. */
  public StepResult step(List<Example> batch, double learningRate) {
    int answerTokens = batch.stream().mapToInt(example -> example.answer().length).sum();
    double total = 0;
    for (List<Example> pass : passes(batch)) {
      total += accumulate(pass, answerTokens);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", total);
    metrics.put("grad_norm", model.update(learningRate));
    metrics.put("learning_rate", learningRate);
    return new StepResult(metrics);
  }

  /** Examples that are computed together: of one picture grid, similar in length. */
  static List<List<Example>> passes(List<Example> batch) {
    Map<Optional<ImageGrid>, List<Example>> byGrid = new LinkedHashMap<>();
    batch.stream()
        .sorted(Comparator.comparingInt(Example::tokens))
        .forEach(e -> byGrid.computeIfAbsent(e.grid(), grid -> new ArrayList<>()).add(e));
    List<List<Example>> passes = new ArrayList<>();
    for (List<Example> alike : byGrid.values()) {
      List<Example> pass = new ArrayList<>();
      for (Example example : alike) {
        // sorted, so this example is the longest of its pass so far
        if (!pass.isEmpty() && (pass.size() + 1L) * example.tokens() > PASS_TOKENS) {
          passes.add(pass);
          pass = new ArrayList<>();
        }
        pass.add(example);
      }
      passes.add(pass);
    }
    return passes;
  }

  private double accumulate(List<Example> pass, int answerTokens) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      List<Prompt> prompts = pass.stream().map(Example::prompt).toList();
      List<int[]> answers = pass.stream().map(Example::answer).toList();
      NDArray loss = model.answerLogprobs(scratch, prompts, answers).sum().neg().div(answerTokens);
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
