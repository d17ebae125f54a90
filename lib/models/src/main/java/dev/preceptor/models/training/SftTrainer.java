package dev.preceptor.models.training;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.algorithm.ClippedLoss;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.PackedTokens;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Supervised fine-tuning: next-token loss on given answers, the mean over a batch's tokens. */
public final class SftTrainer implements BatchTrainer<SftTrainer.Example> {

  private final SftSettings settings;
  private final TrainableModel model;

  /** A question and the answer to learn, its end-of-sequence id included. */
  public record Example(TokenizedPrompt prompt, int[] answer) {

    /** Tokens of the prompt and the answer, the answer's last one apart. */
    public int tokens() {
      return prompt.ids().length + answer.length - 1;
    }
  }

  public SftTrainer(ModelSource initial, SftSettings settings, Compute compute) {
    this.settings = settings;
    model = new TrainableModel(initial, settings.policyDtype(), settings.adamw(), compute);
  }

  /** One optimizer step; returns {@code loss}, {@code grad_norm} and {@code learning_rate}. */
  @Override
  public OptimizerStep step(List<Example> batch, double learningRate) {
    int answerTokens = batch.stream().mapToInt(example -> example.answer().length).sum();
    double total = 0;
    List<List<Example>> passes = passes(batch);
    for (int i = 0; i < passes.size(); i++) {
      total += accumulate(i, passes.get(i), answerTokens);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(TrainingMetric.LOSS.key(), total);
    TrainingFigures.requireFinite(TrainingMetric.LOSS.key(), total, learningRate);
    TrainableModel.Update update = model.update(learningRate);
    metrics.put(TrainingMetric.GRAD_NORM.key(), update.gradNorm());
    metrics.put(TrainingMetric.LEARNING_RATE.key(), learningRate);
    return new OptimizerStep(metrics, update.seconds());
  }

  /** Examples that are computed together. */
  private List<List<Example>> passes(List<Example> batch) {
    return Microbatches.of(
            batch.stream().mapToInt(example -> example.prompt().ids().length).toArray(),
            batch.stream().map(example -> new int[] {example.answer().length}).toList(),
            settings.maxTokensPerMicrobatch())
        .stream()
        .map(pass -> pass.stream().map(part -> batch.get(part.group())).toList())
        .toList();
  }

  /**
   * Each token weighs the same, and its advantage of 1 makes it likelier.
   *
   * @param number of the pass in its step, from 0
   */
  private double accumulate(int number, List<Example> pass, int answerTokens) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager()) {
      PackedTokens tokens =
          model.pack(
              scratch,
              pass.stream().map(e -> new Sequences(e.prompt(), List.of(e.answer()))).toList());
      TokenTerms terms =
          TokenTerms.of(scratch, tokens, (example, i) -> 1, (example, i) -> 1.0 / answerTokens);
      NDList out =
          model.accumulate(
              scratch,
              tokens,
              model.weights(scratch, settings.dropout(), number),
              terms,
              ClippedLoss.LIKELIHOOD,
              1,
              false,
              settings.gradientCheckpointing());
      double sum = 0;
      for (float logprob : out.get(0).toFloatArray()) {
        sum += logprob;
      }
      return -sum / answerTokens;
    }
  }

  @Override
  public MemoryModel policy() {
    return model.policy();
  }

  @Override
  public Map<String, HostTensor> state() {
    return model.state();
  }

  @Override
  public void restore(Map<String, HostTensor> state) {
    model.restore(state);
  }

  @Override
  public void close() {
    model.close();
  }
}
