package dev.preceptor.study.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The speed of a recipe's model when nothing else is running. Rates are in tokens or floating-point
 * operations per second, times in seconds; each is the median of some rounds.
 *
 * @param promptTokens prompt tokens of a step
 * @param completionTokens completion tokens of a step
 * @param prefill prompt tokens per second, including image encoding
 * @param decode sampled tokens per second after prefill
 * @param training tokens of prompts and completions per second in an optimizer step, each prompt
 *     once
 * @param productFlops rate of a large float32 matrix product: the matmul peak
 * @param trainingFlops rate of the matrix products of a step
 * @param flopsShare fraction of the matmul peak that a step reaches (MFU)
 * @param optimizer time of the optimizer in a step: clipping, AdamW, rounding
 * @param load time to load the model from its folder
 * @param publish time to hash and encode a version
 * @param publishedBytes bytes of a version after the first, usually a delta
 * @param publishedShare these bytes as a fraction of a full version
 * @param receive time to decode and hash a version and apply it to a loaded model
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
        model alone, %,d prompt tokens and %,d completion tokens
          load           %.2f s
          prefill        %,.0f tokens/s
          decode         %,.0f tokens/s
          training       %,.0f tokens/s, %.2f s per step (optimizer %.3f s)
          training       %.1f GFLOP/s, %.0f %% of the matmul peak of %.1f GFLOP/s (MFU)
          publish        %.3f s, %,d bytes (%.2f %% of a full version)
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
