package dev.preceptor.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.algorithm.ClippedLoss;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.PackedTokens;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.torch.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Policy-gradient steps on scored groups. A step's loss is the mean of its groups' losses, so
 * gradients are summed over passes of at most {@code max_tokens_per_microbatch} tokens, whatever
 * {@code gradient_accumulation_steps} says, and divided by the number of groups once that is known.
 * A pass holds no groups of two calls of {@link #add}. Not safe for several threads.
 */
public final class PolicyTrainer implements Trainer {

  private final TrainerSettings settings;
  private final TrainableModel model;
  private final ClippedLoss loss;
  private final Optional<Map<String, PtNDArray>> reference;

  /** The step whose groups are being added. */
  private GradientSum sum;

  /**
   * Starts from a checkpoint.
   *
   * @param initial the policy to start from, which is also the frozen reference
   */
  public PolicyTrainer(ModelSource initial, TrainerSettings settings, Compute compute) {
    this.settings = settings;
    model = new TrainableModel(initial, settings.policyDtype(), settings.adamw(), compute);
    loss = new ClippedLoss(settings.epsilon(), settings.beta());
    reference = settings.beta() == 0 ? Optional.empty() : Optional.of(model.reference());
    sum = new GradientSum(settings.epsilon());
  }

  @Override
  public void add(List<TrainingGroup> groups) {
    int[] promptTokens = groups.stream().mapToInt(group -> group.prompt().ids().length).toArray();
    List<int[]> completionTokens =
        groups.stream()
            .map(group -> group.completions().stream().mapToInt(ids -> ids.length).toArray())
            .toList();
    for (List<Microbatches.Part> pass :
        Microbatches.of(promptTokens, completionTokens, settings.maxTokensPerMicrobatch())) {
      sum.pass(accumulate(groups, sum.passes(), pass, sum.tokens()));
    }
    sum.groups(groups.size());
  }

  @Override
  public OptimizerStep finish(double learningRate) {
    double loss = sum.meanLoss();
    Map<String, Double> means = sum.tokens().means(reference.isPresent());
    TrainingFigures.requireFinite(TrainingMetric.LOSS.key(), loss, learningRate);
    means.forEach((name, value) -> TrainingFigures.requireFinite(name, value, learningRate));
    TrainableModel.Update update = model.update(sum.groups(), learningRate);
    sum = new GradientSum(settings.epsilon());
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(TrainingMetric.LOSS.key(), loss);
    metrics.put(TrainingMetric.GRAD_NORM.key(), update.gradNorm());
    metrics.put(TrainingMetric.LEARNING_RATE.key(), learningRate);
    metrics.putAll(means);
    return new OptimizerStep(metrics, update.seconds());
  }

  /**
   * Adds a pass's gradients and returns its loss, both summed over its groups.
   *
   * @param number of the pass in its step, from 0
   */
  private double accumulate(
      List<TrainingGroup> groups, int number, List<Microbatches.Part> parts, TokenMetrics metrics) {
    try (PtNDManager scratch = (PtNDManager) model.manager().newSubManager()) {
      PackedTokens tokens =
          model.pack(
              scratch,
              parts.stream()
                  .map(
                      part ->
                          new Sequences(
                              groups.get(part.group()).prompt(),
                              chosen(part, groups, TrainingGroup::completions)))
                  .toList());
      float[] behaviour =
          tokens.pack(
              parts.stream()
                  .map(part -> chosen(part, groups, TrainingGroup::behaviourLogprobs))
                  .toList());
      TokenTerms terms =
          TokenTerms.of(
              scratch,
              tokens,
              (part, i) -> {
                Microbatches.Part of = parts.get(part);
                return groups.get(of.group()).advantages()[of.responses().get(i)];
              },
              (part, i) -> weight(groups, parts.get(part), i));
      if (settings.behaviourRatio()) {
        terms = terms.withOld(scratch.create(behaviour));
      }
      if (reference.isPresent()) {
        terms = terms.withReference(referenceLogprobs(scratch, groups, parts, tokens));
      }
      NDList out =
          model.accumulate(
              scratch,
              tokens,
              model.weights(scratch, settings.dropout(), number),
              terms,
              loss,
              settings.temperature(),
              settings.behaviourRatio(),
              settings.gradientCheckpointing());
      measure(metrics, terms, behaviour, out);
      return out.get(2).getFloat();
    }
  }

  private double weight(List<TrainingGroup> groups, Microbatches.Part part, int response) {
    List<int[]> completions = groups.get(part.group()).completions();
    return settings
        .algorithm()
        .tokenWeight(
            completions.get(part.responses().get(response)).length,
            completions.size(),
            settings.maxCompletionLength());
  }

  private static <T> List<T> chosen(
      Microbatches.Part part, List<TrainingGroup> groups, Function<TrainingGroup, List<T>> values) {
    List<T> all = values.apply(groups.get(part.group()));
    return part.responses().stream().map(all::get).toList();
  }

  private NDArray referenceLogprobs(
      PtNDManager scratch,
      List<TrainingGroup> groups,
      List<Microbatches.Part> parts,
      PackedTokens tokens) {
    boolean known = parts.stream().allMatch(p -> groups.get(p.group()).refLogprobs().isPresent());
    if (known) {
      return scratch.create(
          tokens.pack(
              parts.stream()
                  .map(part -> chosen(part, groups, g -> g.refLogprobs().orElseThrow()))
                  .toList()));
    }
    return model.logprobs(scratch, tokens, settings.temperature(), reference.orElseThrow());
  }

  private void measure(TokenMetrics metrics, TokenTerms terms, float[] behaviour, NDList out) {
    float[] logprobs = out.get(0).toFloatArray();
    float[] entropies = out.get(1).toFloatArray();
    float[] old = settings.behaviourRatio() ? behaviour : logprobs;
    float[] ref = reference.isPresent() ? terms.reference().toFloatArray() : logprobs;
    float[] advantages = terms.advantages().toFloatArray();
    for (int i = 0; i < logprobs.length; i++) {
      metrics.add(logprobs[i], old[i], ref[i], behaviour[i], entropies[i], advantages[i]);
    }
  }

  @Override
  public boolean learnsWithoutAdvantages() {
    return reference.isPresent();
  }

  /** The policy as it is published: a Hugging Face model in the policy's type. */
  @Override
  public MemoryModel policy() {
    return model.policy();
  }

  /** All that learning needs to go on bit for bit after {@link #restore}. */
  @Override
  public Map<String, HostTensor> state() {
    return model.state();
  }

  /** Takes back what {@link #state} gave; the reference stays what the trainer started from. */
  @Override
  public void restore(Map<String, HostTensor> state) {
    model.restore(state);
  }

  @Override
  public void close() {
    model.close();
  }
}
