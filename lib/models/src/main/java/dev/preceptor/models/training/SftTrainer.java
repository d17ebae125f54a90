package dev.preceptor.models.training;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.algorithm.ClippedLoss;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.PackedTokens;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.Compute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Supervised fine-tuning: next-token loss on given answers, the mean over a batch's tokens. */
public final class SftTrainer implements AutoCloseable {

  /**
   * Most tokens of one forward and backward pass; a longer example has a pass of its own. Larger
   * passes are no faster on a CPU and need more memory.
   */
  private static final int PASS_TOKENS = 4096;

  private final TrainableModel model;

  /** A question and the answer to learn, its end-of-sequence id included. */
  public record Example(TokenizedPrompt prompt, int[] answer) {

    /** Tokens of the prompt and the answer, the answer's last one apart. */
    public int tokens() {
      return prompt.ids().length + answer.length - 1;
    }
  }

  public SftTrainer(
      ModelSource initial, DType policyDtype, AdamWSettings settings, Compute compute) {
    model = new TrainableModel(initial, policyDtype, settings, compute);
  }

  /**
   * One optimizer step; returns {@code loss}, {@code grad_norm} and {@code learning_rate}.
   *
   * @throws dev.preceptor.models.NotFiniteException if one of them is not finite; the weights have
   *     not moved then, but the trainer cannot be used any more
   */
  public OptimizerStep step(List<Example> batch, double learningRate) {
    int answerTokens = batch.stream().mapToInt(example -> example.answer().length).sum();
    double total = 0;
    for (List<Example> pass : passes(batch)) {
      total += accumulate(pass, answerTokens);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(TrainingMetric.LOSS.key(), total);
    TrainingFigures.requireFinite(TrainingMetric.LOSS.key(), total, learningRate);
    TrainableModel.Update update = model.update(learningRate);
    metrics.put(TrainingMetric.GRAD_NORM.key(), update.gradNorm());
    metrics.put(TrainingMetric.LEARNING_RATE.key(), learningRate);
    return new OptimizerStep(metrics, update.seconds());
  }

  /** Examples that are computed together: as many as a pass may hold tokens of. */
  static List<List<Example>> passes(List<Example> batch) {
    List<List<Example>> passes = new ArrayList<>();
    List<Example> pass = new ArrayList<>();
    long tokens = 0;
    for (Example example : batch) {
      if (!pass.isEmpty() && tokens + example.tokens() > PASS_TOKENS) {
        passes.add(pass);
        pass = new ArrayList<>();
        tokens = 0;
      }
      pass.add(example);
      tokens += example.tokens();
    }
    passes.add(pass);
    return passes;
  }

  /** Each token weighs the same, and its advantage of 1 makes it likelier. */
  private double accumulate(List<Example> pass, int answerTokens) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager()) {
      PackedTokens tokens =
          model.pack(
              scratch,
              pass.stream().map(e -> new Sequences(e.prompt(), List.of(e.answer()))).toList());
      TokenTerms terms =
          TokenTerms.of(scratch, tokens, (example, i) -> 1, (example, i) -> 1.0 / answerTokens);
      NDList out =
          model.accumulate(scratch, tokens, terms, ClippedLoss.LIKELIHOOD, 1, false, false);
      double sum = 0;
      for (float logprob : out.get(0).toFloatArray()) {
        sum += logprob;
      }
      return -sum / answerTokens;
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
