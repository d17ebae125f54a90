package dev.preceptor.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.algorithm.ClippedLoss;
import dev.preceptor.models.algorithm.DpoLoss;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.PackedTokens;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.torch.Compute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Direct Preference Optimization on pairs of responses. A pair's prompt is computed once for both.
 * The loss of a pair depends on whole responses, so a step first computes the sums of their
 * log-probabilities, and from them each token's share of the gradient; then it accumulates
 * gradients in passes of bounded size, which may part a pair. Not safe for several threads.
 */
public final class DpoTrainer implements BatchTrainer<PreferencePair> {

  private static final int CHOSEN = 0;
  private static final int REJECTED = 1;

  private final DpoSettings settings;
  private final TrainableModel model;
  private final Map<String, PtNDArray> reference;

  /**
   * Starts from a model, which is also the reference; if it has an adapter, its base is.
   *
   * @param initial the model to train
   */
  public DpoTrainer(ModelSource initial, DpoSettings settings, Compute compute) {
    this(initial, Optional.empty(), settings, compute);
  }

  /**
   * Starts from a model with a reference of its own.
   *
   * @param reference the frozen reference, of the same architecture; empty: what the model starts
   *     from
   */
  public DpoTrainer(
      ModelSource initial, Optional<ModelSource> reference, DpoSettings settings, Compute compute) {
    this.settings = settings;
    model = new TrainableModel(initial, settings.policyDtype(), settings.adamw(), compute);
    this.reference = reference.map(model::frozen).orElseGet(model::reference);
  }

  /**
   * One optimizer step; returns the loss, the gradients' norm, the learning rate and {@link
   * PreferenceMetric}s.
   */
  @Override
  public OptimizerStep step(List<PreferencePair> pairs, double learningRate) {
    List<List<Microbatches.Part>> passes = passes(pairs);
    double[][] policy = new double[pairs.size()][2];
    double[][] frozen = new double[pairs.size()][2];
    for (int i = 0; i < passes.size(); i++) {
      sum(pairs, i, passes.get(i), policy, frozen);
    }
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      scored.add(
          new Scored(
              new DpoLoss.Sums(policy[i][CHOSEN], frozen[i][CHOSEN]),
              new DpoLoss.Sums(policy[i][REJECTED], frozen[i][REJECTED])));
    }
    Map<String, Double> metrics = metrics(scored);
    metrics.forEach((name, value) -> TrainingFigures.requireFinite(name, value, learningRate));
    for (int i = 0; i < passes.size(); i++) {
      accumulate(pairs, i, passes.get(i), scored);
    }
    TrainableModel.Update update = model.update(learningRate);
    metrics.put(TrainingMetric.GRAD_NORM.key(), update.gradNorm());
    metrics.put(TrainingMetric.LEARNING_RATE.key(), learningRate);
    return new OptimizerStep(metrics, update.seconds());
  }

  /** The sums of a pair's two responses. */
  private record Scored(DpoLoss.Sums chosen, DpoLoss.Sums rejected) {}

  private List<List<Microbatches.Part>> passes(List<PreferencePair> pairs) {
    return Microbatches.of(
        pairs.stream().mapToInt(pair -> pair.prompt().ids().length).toArray(),
        pairs.stream()
            .map(pair -> new int[] {pair.chosen().length, pair.rejected().length})
            .toList(),
        settings.maxTokensPerMicrobatch());
  }

  private Map<String, Double> metrics(List<Scored> scored) {
    DpoLoss dpo = settings.loss();
    double n = scored.size();
    double loss = 0;
    double chosen = 0;
    double rejected = 0;
    double wins = 0;
    double chosenSum = 0;
    double rejectedSum = 0;
    for (Scored pair : scored) {
      loss += dpo.loss(pair.chosen(), pair.rejected()) / n;
      double good = dpo.reward(pair.chosen());
      double bad = dpo.reward(pair.rejected());
      chosen += good / n;
      rejected += bad / n;
      wins += good > bad ? 1 : 0;
      chosenSum += pair.chosen().policy() / n;
      rejectedSum += pair.rejected().policy() / n;
    }
    Map<String, Double> out = new LinkedHashMap<>();
    out.put(TrainingMetric.LOSS.key(), loss);
    out.put(PreferenceMetric.REWARDS_CHOSEN.key(), chosen);
    out.put(PreferenceMetric.REWARDS_REJECTED.key(), rejected);
    out.put(PreferenceMetric.REWARDS_ACCURACIES.key(), wins / n);
    out.put(PreferenceMetric.REWARDS_MARGINS.key(), chosen - rejected);
    out.put(PreferenceMetric.LOGPS_CHOSEN.key(), chosenSum);
    out.put(PreferenceMetric.LOGPS_REJECTED.key(), rejectedSum);
    return out;
  }

  private PackedTokens pack(
      PtNDManager scratch, List<PreferencePair> pairs, List<Microbatches.Part> pass) {
    return model.pack(
        scratch,
        pass.stream()
            .map(
                part ->
                    new Sequences(
                        pairs.get(part.group()).prompt(),
                        part.responses().stream()
                            .map(side -> response(pairs.get(part.group()), side))
                            .toList()))
            .toList());
  }

  private static int[] response(PreferencePair pair, int side) {
    return side == CHOSEN ? pair.chosen() : pair.rejected();
  }

  /**
   * Puts the sums of the responses of a pass in their places. What the pass leaves out of an
   * adapter's inputs is left out again when its gradients are computed.
   *
   * @param number of the pass in its step, from 0
   */
  private void sum(
      List<PreferencePair> pairs,
      int number,
      List<Microbatches.Part> pass,
      double[][] policy,
      double[][] frozen) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager()) {
      PackedTokens tokens = pack(scratch, pairs, pass);
      Map<String, PtNDArray> weights = model.weights(scratch, settings.dropout(), number);
      sum(pass, tokens, model.logprobs(scratch, tokens, 1, weights), policy);
      sum(pass, tokens, model.logprobs(scratch, tokens, 1, reference), frozen);
    }
  }

  private static void sum(
      List<Microbatches.Part> pass, PackedTokens tokens, NDArray logprobs, double[][] sums) {
    List<List<float[]>> rows = tokens.unpack(logprobs.toFloatArray());
    for (int i = 0; i < pass.size(); i++) {
      Microbatches.Part part = pass.get(i);
      for (int j = 0; j < part.responses().size(); j++) {
        double total = 0;
        for (float logprob : rows.get(i).get(j)) {
          total += logprob;
        }
        sums[part.group()][part.responses().get(j)] = total;
      }
    }
  }

  private void accumulate(
      List<PreferencePair> pairs, int number, List<Microbatches.Part> pass, List<Scored> scored) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager()) {
      PackedTokens tokens = pack(scratch, pairs, pass);
      TokenTerms terms =
          TokenTerms.of(
              scratch,
              tokens,
              (part, i) -> pass.get(part).responses().get(i) == CHOSEN ? 1 : -1,
              (part, i) -> {
                Scored pair = scored.get(pass.get(part).group());
                return -settings.loss().slope(pair.chosen(), pair.rejected()) / pairs.size();
              });
      model.accumulate(
          scratch,
          tokens,
          model.weights(scratch, settings.dropout(), number),
          terms,
          ClippedLoss.LIKELIHOOD,
          1,
          false,
          settings.gradientCheckpointing());
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
