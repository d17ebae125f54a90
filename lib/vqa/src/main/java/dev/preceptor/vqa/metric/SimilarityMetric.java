package dev.preceptor.vqa.metric;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.roberta.SimilarityModel;
import dev.preceptor.models.roberta.TextPair;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.grading.Graded;

/**
 * The paper's similarity score (Appendix B.1): how close the reasoning is to the text of the right
 * choice, from 0 to 1, by a cross-encoder such as cross-encoder/stsb-roberta-base.
 */
final class SimilarityMetric extends ReasoningMetric {

  private final SimilarityModel model;

  SimilarityMetric(ModelSource source, Compute compute) {
    model = SimilarityModel.load(source, compute);
  }

  @Override
  public String name() {
    return "similarity";
  }

  @Override
  Measure of(Graded response, String reasoning) {
    return Measure.of(model.compare(new TextPair(reasoning, response.answerText())).score());
  }

  @Override
  public void close() {
    model.close();
  }
}
