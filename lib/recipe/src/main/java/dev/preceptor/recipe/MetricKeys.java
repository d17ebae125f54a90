package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Locale;

/**
 * A metric of responses that needs a model.
 *
 * @param name the metric
 * @param source what computes it: a model folder, or for a thinking reward also a server
 */
public record MetricKeys(
    @Meaning(
            "The metric: similarity (model such as cross-encoder/stsb-roberta-base), perplexity"
                + " (microsoft/biogpt) or thinking_reward (Mistral-7B-Instruct).")
        @Key
        MetricName name,
    @JsonUnwrapped @JsonDeserialize(using = JudgeSourceDeserializer.class) JudgeSource source) {

  public MetricKeys {
    if (name == null) {
      throw new RecipeException(
          "name",
          "is missing; use one of " + String.join(", ", RecipeKey.choices(MetricName.class)));
    }
    if (source instanceof JudgeReviewers) {
      throw new RecipeException(
          "reviewers", "does not apply to a metric; give a model folder or, for some, a url");
    }
    if (source instanceof JudgeEndpoint endpoint) {
      requireRating(name, endpoint);
    }
  }

  private static void requireRating(MetricName name, JudgeEndpoint endpoint) {
    if (name != MetricName.THINKING_REWARD) {
      throw new RecipeException(
          "url",
          "does not apply to %s, which needs its model's numbers; give a model folder without a url"
              .formatted(text(name)));
    }
    if (endpoint.logprobs()) {
      throw new RecipeException(
          "logprobs", "true does not apply to a metric, which reads the server's text; remove it");
    }
  }

  /** The name as it stands in a recipe and in the metrics' keys. */
  public String key() {
    return text(name);
  }

  private static String text(MetricName name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
