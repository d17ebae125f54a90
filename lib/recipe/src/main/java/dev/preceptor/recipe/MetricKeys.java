package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A metric of responses that needs a model.
 *
 * @param name the metric
 * @param prompt what a thinking reward is asked with, if not Preceptor's own
 * @param source what computes it: a model folder, or for a thinking reward also a server
 */
public record MetricKeys(
    @Meaning(
            "The metric: similarity (model such as cross-encoder/stsb-roberta-base), perplexity"
                + " (microsoft/biogpt) or thinking_reward (Mistral-7B-Instruct).")
        @Key
        MetricName name,
    @Meaning(
            "Of thinking_reward: a prompt to ask with instead of Preceptor's own. {question},"
                + " {answer} and {reasoning} in it are filled in. It must ask for a number from 1"
                + " to 10 and end where that is to be written. At most 8000 characters.")
        @Key
        Optional<String> prompt,
    @JsonUnwrapped @JsonDeserialize(using = JudgeSourceDeserializer.class) JudgeSource source) {

  /** What a prompt must have a place for. */
  private static final List<String> PLACES = List.of("{question}", "{answer}", "{reasoning}");

  private static final int MAX_PROMPT_CHARS = 8_000;

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
    if (prompt.isPresent()) {
      requirePrompt(name, prompt.get());
    }
  }

  /** A metric that asks with Preceptor's own prompt, if it asks. */
  public MetricKeys(MetricName name, JudgeSource source) {
    this(name, Optional.empty(), source);
  }

  private static void requirePrompt(MetricName name, String prompt) {
    if (name != MetricName.THINKING_REWARD) {
      throw new RecipeException(
          "prompt", "does not apply to %s, which asks nothing; remove it".formatted(text(name)));
    }
    for (String place : PLACES) {
      if (!prompt.contains(place)) {
        throw new RecipeException("prompt", "has no place for %s; put it in".formatted(place));
      }
    }
    if (prompt.length() > MAX_PROMPT_CHARS) {
      throw new RecipeException(
          "prompt",
          "has %d characters; use at most %d".formatted(prompt.length(), MAX_PROMPT_CHARS));
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
