package dev.preceptor.study.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The rates of a model of any family, alone on this machine, with one group.
 *
 * @param model its folder
 * @param family its {@code model_type}
 * @param parameters number of its weights' elements
 * @param promptTokens tokens of the prompt, an image's among them
 * @param completionTokens tokens of the group's responses
 * @param load seconds to load it for sampling
 * @param prefill prompt tokens per second, including image encoding
 * @param decode sampled tokens per second after prefill
 * @param training tokens of the prompt, once, and of the responses per second in an optimizer step
 *     of all weights; null where the family cannot be trained, or it was not asked for
 */
public record ModelRates(
    @JsonProperty("model") String model,
    @JsonProperty("family") String family,
    @JsonProperty("parameters") long parameters,
    @JsonProperty("prompt_tokens") int promptTokens,
    @JsonProperty("completion_tokens") int completionTokens,
    @JsonProperty("load_seconds") double load,
    @JsonProperty("prefill_tokens_per_second") double prefill,
    @JsonProperty("decode_tokens_per_second") double decode,
    @JsonProperty("training_tokens_per_second") Double training) {

  private static final String ROW = "%-12s %11s %7s %8s %9s %9s %9s  %s";

  /** The rates of several models as a table. */
  public static String table(List<ModelRates> all) {
    StringBuilder table = new StringBuilder();
    table.append(
        ROW.formatted(
            "family",
            "parameters",
            "prompt",
            "load, s",
            "prefill",
            "decode",
            "training",
            "model (rates in tokens per second)"));
    for (ModelRates rates : all) {
      table
          .append('\n')
          .append(
              ROW.formatted(
                  rates.family,
                  "%,.1f M".formatted(rates.parameters / 1e6),
                  rates.promptTokens,
                  "%.2f".formatted(rates.load),
                  "%,.1f".formatted(rates.prefill),
                  "%,.1f".formatted(rates.decode),
                  rates.training == null ? "-" : "%,.1f".formatted(rates.training),
                  rates.model));
    }
    return table.toString();
  }
}
