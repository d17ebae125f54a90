package dev.preceptor.models.roberta;

/**
 * The similarity of two texts.
 *
 * @param inputIds the model's input: the tokens of both texts with special tokens
 * @param logit the logit of the model's only label
 * @param score the logit's sigmoid, from 0 to 1 (sentence-transformers: {@code
 *     CrossEncoder.predict})
 */
public record Similarity(int[] inputIds, double logit, double score) {

  static Similarity of(int[] inputIds, double logit) {
    return new Similarity(inputIds, logit, 1 / (1 + Math.exp(-logit)));
  }
}
