package dev.preceptor.vqa.metric;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.judge.LanguageModelScorer;

/**
 * The paper's thinking reward (Appendix B.3): what a language model such as Mistral-7B-Instruct
 * gives the reasoning, from 1 to 10.
 */
final class ThinkingRewardMetric extends ReasoningMetric {

  /** Its name in recipes and options. */
  static final String NAME = "thinking_reward";

  private final LanguageModel model;
  private final Rating rating;

  /**
   * Loads the model.
   *
   * @param form the prompt, see {@link Rating}
   */
  ThinkingRewardMetric(ModelSource source, Compute compute, String form) {
    model = LanguageModel.load(source, compute);
    rating = new Rating(new LanguageModelScorer(model, true), form);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Measure of(Graded response, String reasoning) {
    return rating.of(response, reasoning);
  }

  @Override
  public void close() {
    model.close();
  }
}
