package dev.preceptor.recipe;

import java.util.OptionalInt;

/**
 * How responses are sampled.
 *
 * @param promptsPerStep {@code prompts_per_step}
 * @param numGenerations {@code num_generations}: responses a prompt
 * @param maxPromptLength {@code max_prompt_length}, tokens
 * @param maxCompletionLength {@code max_completion_length}, tokens
 * @param temperature {@code temperature}
 * @param samplingUnit {@code sampling_unit}: how many groups are decoded together, at most
 * @param minPixels {@code min_pixels} of a image, or the model's
 * @param maxPixels {@code max_pixels} of a image, or the model's
 * @param failedGroups {@code failed_groups}: what a step does where some have failed
 */
public record SamplingKeys(
    int promptsPerStep,
    int numGenerations,
    int maxPromptLength,
    int maxCompletionLength,
    double temperature,
    int samplingUnit,
    OptionalInt minPixels,
    OptionalInt maxPixels,
    FailedGroups failedGroups) {
  private static final int MAX_PROMPTS = 4096;
  private static final int MAX_LENGTH_TOKENS = 1 << 17;
  private static final int MAX_PIXELS_BOUND = 1 << 26;

  /** What still fits one Kafka record of 16 MiB with ids, log-probabilities and text. */
  private static final int MAX_GROUP_TOKENS = 1 << 20;

  public SamplingKeys {
    RecipeKey.PROMPTS_PER_STEP.requireWithin(promptsPerStep, 1, MAX_PROMPTS);
    RecipeKey.NUM_GENERATIONS.require(
        numGenerations >= 2, numGenerations, "is too few for a group baseline; use 2 or more");
    RecipeKey.MAX_PROMPT_LENGTH.requireWithin(maxPromptLength, 1, MAX_LENGTH_TOKENS);
    RecipeKey.MAX_COMPLETION_LENGTH.requireWithin(maxCompletionLength, 1, MAX_LENGTH_TOKENS);
    RecipeKey.NUM_GENERATIONS.require(
        (long) numGenerations * maxCompletionLength <= MAX_GROUP_TOKENS,
        numGenerations,
        "times max_completion_length "
            + maxCompletionLength
            + " is more than the "
            + MAX_GROUP_TOKENS
            + " tokens that fit one record; lower one of them");
    RecipeKey.TEMPERATURE.requirePositive(temperature);
    RecipeKey.SAMPLING_UNIT.requireWithin(samplingUnit, 1, MAX_PROMPTS);
    minPixels.ifPresent(pixels -> RecipeKey.MIN_PIXELS.requireWithin(pixels, 1, MAX_PIXELS_BOUND));
    maxPixels.ifPresent(pixels -> RecipeKey.MAX_PIXELS.requireWithin(pixels, 1, MAX_PIXELS_BOUND));
    if (minPixels.isPresent() && maxPixels.isPresent()) {
      RecipeKey.MIN_PIXELS.require(
          minPixels.getAsInt() <= maxPixels.getAsInt(),
          minPixels.getAsInt(),
          "is more than max_pixels " + maxPixels.getAsInt() + "; swap them");
    }
  }
}
