package dev.preceptor.vqa.metric;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Perplexity;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.grading.Graded;

/**
 * The paper's perplexity (Appendix B.2): of the reasoning under a language model such as
 * microsoft/biogpt. A reasoning of more tokens than the model has positions cannot be measured.
 */
final class PerplexityMetric extends ReasoningMetric {

  /** Its name in recipes and options. */
  static final String NAME = "perplexity";

  private final LanguageModel model;

  PerplexityMetric(ModelSource source, Compute compute) {
    model = LanguageModel.load(source, compute);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Measure of(Graded response, String reasoning) {
    return Measure.of(Perplexity.of(model, reasoning).value());
  }

  @Override
  public void close() {
    model.close();
  }
}
