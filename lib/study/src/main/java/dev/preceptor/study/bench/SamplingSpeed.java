package dev.preceptor.study.bench;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.training.TrainingGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * How fast a model samples groups, and the groups, to train on. Ends are suppressed, so every
 * response has the same length.
 *
 * @param prefill prompt tokens per second, including image encoding
 * @param decode sampled tokens per second after prefill
 * @param groups the sampled groups, with advantages that differ
 */
record SamplingSpeed(double prefill, double decode, List<TrainingGroup> groups) {

  /**
   * Measures.
   *
   * @param prompts decoded together
   * @param samples responses of each prompt
   * @param length tokens of a response
   * @param rounds of which the median is taken
   */
  static SamplingSpeed of(
      LanguageModel model,
      List<TokenizedPrompt> prompts,
      int samples,
      int length,
      double temperature,
      int rounds) {
    List<Integer> ends = model.architecture().eosTokenIds();
    Sampling whole = new Sampling(temperature, length, ends);
    Sampling first = new Sampling(temperature, 1, ends);
    long[] seeds = LongStream.range(0, prompts.size()).toArray();
    List<List<Completion>> completions = model.generate(prompts, samples, whole, seeds);
    double prefill = Median.seconds(rounds, () -> model.generate(prompts, samples, first, seeds));
    double all = Median.seconds(rounds, () -> model.generate(prompts, samples, whole, seeds));
    double decoded = (double) prompts.size() * samples * (length - 1);
    List<TrainingGroup> groups = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      groups.add(group(prompts.get(i), completions.get(i)));
    }
    int promptTokens = prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
    return new SamplingSpeed(
        promptTokens / prefill, decoded / Math.max(all - prefill, 1e-9), groups);
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

  /** Prompt tokens of the groups, each prompt once. */
  int promptTokens() {
    return groups.stream().mapToInt(group -> group.prompt().ids().length).sum();
  }

  /** Completion tokens of the groups. */
  int completionTokens() {
    return groups.stream()
        .flatMap(group -> group.completions().stream())
        .mapToInt(completion -> completion.length)
        .sum();
  }
}
