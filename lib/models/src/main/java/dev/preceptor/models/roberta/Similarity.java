package dev.preceptor.models.roberta;

/**
 * How alike two texts are.
 *
 * @param inputIds both texts' tokens with the special ones around them, as the model saw them
 * @param logit what the model's one label says
 * @param score its sigmoid, from 0 to 1 (sentence-transformers: {@code CrossEncoder.predict})
 */
public record Similarity(int[] inputIds, double logit, double score) {

  static Similarity of(int[] inputIds, double logit) {
    return new Similarity(inputIds, logit, 1 / (1 + Math.exp(-logit)));
  }
}
