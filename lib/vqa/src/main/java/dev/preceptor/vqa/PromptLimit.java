package dev.preceptor.vqa;

/**
 * How many tokens a prompt may have.
 *
 * @param tokens the most
 * @param name what sets the limit, with its value: {@code max_prompt_length 1024}
 * @param fix what to do so that a prompt of {@code %d} tokens fits
 */
public record PromptLimit(int tokens, String name, String fix) {

  /** The recipe's limit. */
  public static PromptLimit ofRecipe(int maxPromptLength) {
    return new PromptLimit(
        maxPromptLength, "max_prompt_length " + maxPromptLength, "raise max_prompt_length to %d");
  }

  /**
   * What a model's positions leave for the prompt.
   *
   * @param key the name of the setting that limits the answer
   * @param answer the most tokens of an answer
   */
  public static PromptLimit ofPositions(int positions, String key, int answer) {
    return new PromptLimit(
        positions - answer,
        "the model's %d positions less %s %d".formatted(positions, key, answer),
        "lower " + key + " to " + positions + " less %d");
  }

  /** The stricter of two limits. */
  public PromptLimit or(PromptLimit other) {
    return other.tokens < tokens ? other : this;
  }
}
