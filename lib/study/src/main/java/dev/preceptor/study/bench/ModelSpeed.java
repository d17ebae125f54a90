package dev.preceptor.study.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How fast a recipe's model is when nothing else is done. Rates are in tokens or floating-point
 * operations a second, times in seconds; each the median of some rounds.
 *
 * @param promptTokens of one sampling unit
 * @param completionTokens of one sampling unit
 * @param prefill tokens of prompts, images encoded
 * @param decode sampled tokens after prefill
 * @param training tokens of prompts and completions, each prompt once, in an optimizer step
 * @param productFlops of a large float32 matrix product
 * @param trainingFlops of a step's products
 * @param flopsShare of the bare product's rate that a step reaches
 * @param optimizer of it: clipping, AdamW, rounding
 * @param load from the model's folder
 * @param publish hashing and encoding a version
 * @param publishedBytes of a version after the first, usually a delta
 * @param publishedShare of a whole version's bytes
 * @param receive decoding and hashing a version, and taking it into a loaded model
 */
public record ModelSpeed(
    @JsonProperty("prompt_tokens") int promptTokens,
    @JsonProperty("completion_tokens") int completionTokens,
    @JsonProperty("load_seconds") double load,
    @JsonProperty("prefill_tokens_per_second") double prefill,
    @JsonProperty("decode_tokens_per_second") double decode,
    @JsonProperty("training_tokens_per_second") double training,
    @JsonProperty("product_flops_per_second") double productFlops,
    @JsonProperty("training_flops_per_second") double trainingFlops,
    @JsonProperty("flops_share") double flopsShare,
    @JsonProperty("step_seconds") double step,
    @JsonProperty("optimizer_seconds") double optimizer,
    @JsonProperty("publish_seconds") double publish,
    @JsonProperty("published_bytes") long publishedBytes,
    @JsonProperty("published_share") double publishedShare,
    @JsonProperty("receive_seconds") double receive) {

  public String text() {
    return """
        model alone, prompts of %,d and completions of %,d tokens together
          load           %.2f s
          prefill        %,.0f tokens/s
          decode         %,.0f tokens/s
          training       %,.0f tokens/s, %.2f s a step, of which optimizer %.3f s
          training       %.1f GFLOP/s, %.0f %% of the %.1f GFLOP/s of a bare matrix product
          publish        %.3f s, %,d bytes (%.2f %% of a whole version)
          receive        %.3f s"""
        .formatted(
            promptTokens,
            completionTokens,
            load,
            prefill,
            decode,
            training,
            step,
            optimizer,
            trainingFlops / 1e9,
            100 * flopsShare,
            productFlops / 1e9,
            publish,
            publishedBytes,
            100 * publishedShare,
            receive);
  }
}
