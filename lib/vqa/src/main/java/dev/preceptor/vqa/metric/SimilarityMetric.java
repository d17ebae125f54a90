package dev.preceptor.vqa.metric;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.roberta.SimilarityModel;
import dev.preceptor.models.roberta.TextPair;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.TaggedText;
import dev.preceptor.vqa.grading.Graded;

/**
 * The paper's similarity score (Appendix B.1): how close the reasoning is to the text of the right
 * choice, from 0 to 1, by a cross-encoder such as cross-encoder/stsb-roberta-base. Of a response
 * without reasoning it is that of the answer: the starred figures of the paper's Table 1, which are
 * never mixed with the others.
 */
final class SimilarityMetric extends ReasoningMetric {

  /** Its name in recipes and options. */
  static final String NAME = "similarity";

  private final SimilarityModel model;

  SimilarityMetric(ModelSource source, Compute compute) {
    model = SimilarityModel.load(source, compute);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Measure of(Graded response, String reasoning) {
    return Measure.of(model.compare(new TextPair(reasoning, response.answerText())).score());
  }

  @Override
  Measure withoutReasoning(Graded response, String why) {
    String answer = TaggedText.orAll(response.response(), "answer").strip();
    return answer.isEmpty()
        ? Measure.none(why + ", and no answer")
        : of(response, answer).asOfAnswer();
  }

  @Override
  public void close() {
    model.close();
  }
}
